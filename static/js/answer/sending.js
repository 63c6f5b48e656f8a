// Sending. What could not be sent waits by itself; nothing is thanked for that did not arrive.
async function post(body) {
  const stop = new AbortController(), timer = setTimeout(() => stop.abort(), 30000);
  try {
    return await fetch(form.action, {
      method: "POST", body: new URLSearchParams(body), signal: stop.signal, credentials: "omit", cache: "no-store",
    });
  } finally { clearTimeout(timer); }
}
async function send() {
  if (over || button.disabled) return;
  for (const question of questions) {
    if (!question.out && fault(question)) { open(question, true); wrong(question); return; }
  }
  if (!questions.some((one) => !one.out && values(one.id.slice(2)).length)) return summary(say.nothing, `#${first.id}`);
  mend();
  button.disabled = true;
  button.textContent = say.sending;
  keep();
  // Beside the answers, whole minutes: they are counted of everybody together and kept with nobody's answers.
  const body = `${new URLSearchParams(new FormData(form))}&took-minutes=${Math.round((Date.now() - started) / 6e4)}`;
  const id = form.elements.submission.value;
  const answer = await post(body).catch(() => null);
  // A shared screen that was cleared meanwhile is another person's.
  if (form.elements.submission.value !== id) return;
  if (!answer || answer.status >= 500 || answer.status === 429) return wait(body);
  if (!/\/thanks/.test(answer.url)) {
    // The server has something to ask or to say: its own page says it, with the answers in it.
    moving = true;
    return HTMLFormElement.prototype.submit.call(form);
  }
  thank(answer.url, await answer.text().catch(() => ""));
}
function thank(address, html) {
  const page = new DOMParser().parseFromString(html, "text/html");
  over = true;
  forget();
  pass({ done: code });
  // The address with the receipt in it must not stay in the history of a phone that others use.
  history.replaceState(null, "", new URL(address).pathname);
  if (!page.querySelector("main")) return panel("arrived");
  // Read without scripts, the page holds what is for browsers without scripts.
  for (const one of page.querySelectorAll("noscript")) one.remove();
  document.title = page.title;
  const style = document.querySelector("head style");
  style.replaceWith(page.querySelector("head style"));
  root.classList.remove("js", "going");
  document.body.replaceWith(page.body);
  const title = document.querySelector("h1");
  title.tabIndex = -1;
  title.focus();
  window.scrollTo(0, 0);
}
function panel(state) {
  for (const one of document.querySelectorAll(".panel-state")) one.hidden = one.id !== state;
  form.hidden = get("start").hidden = get("progress").hidden = true;
  const languages = document.querySelector(".languages"), title = get("title");
  if (languages) languages.hidden = true;
  if (title) title.hidden = true;
  mend();
  const heading = get(state).querySelector("h1");
  heading.tabIndex = -1;
  heading.focus();
  window.scrollTo(0, 0);
}
