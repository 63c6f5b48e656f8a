// A shared screen: three minutes without a touch, a minute's warning, and as often as anybody needs more time.
// It is cleared where it stands, so that it goes on without a signal. What was to be sent stays in this tab alone, out of
// everybody's reach, until it is sent.
const unsent = [], sheet = { body: document.body, style: document.querySelector("head style"), title: document.title, send: button.textContent };
let since = Date.now(), settling = false, landed = arrived === `/s/${code}`;
const shade = () => get("idle"), asking = () => shade().hasAttribute("open"), begun = () => started || over || at !== first || !landed;
const awaits = () => button.disabled && !over && !moving;
function ask(open) {
  if (asking() === open) return;
  if (open && shade().showModal) shade().showModal();
  else if (shade().close) shade().close();
  else shade().toggleAttribute("open", open);
}
function finish() {
  if (awaits()) unsent.push(new URLSearchParams(new FormData(form)).toString());
  ask(false);
  hush();
  mend();
  if (over) {
    document.querySelector("head style").replaceWith(sheet.style);
    document.body.replaceWith(sheet.body);
    document.title = sheet.title;
    root.classList.add("js");
    ask(false);
  }
  forget();
  get("faces") && (get("faces").checked = true);
  get("practice-form") && get("practice-form").reset();
  for (const one of form.querySelectorAll("[type=hidden]")) if (!/^(submission|revision|texts)$/.test(one.name)) one.remove();
  for (const one of document.querySelectorAll("main > .notice")) one.remove();
  form.elements.submission.value = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(18)))).replace(/\+/g, "-").replace(/\//g, "_");
  for (const one of document.querySelectorAll(".panel-state")) one.hidden = true;
  for (const one of [form, get("start"), get("title"), document.querySelector(".languages")]) if (one) one.hidden = false;
  form.classList.remove("reading");
  button.disabled = over = moving = started = returning = false;
  button.textContent = sheet.send;
  waiting = null;
  history.replaceState({ step: first.id }, "", `/s/${code}/${say.language}`);
  open(first);
  const languages = document.querySelector(".languages");
  if (languages) languages.open = true;
  window.scrollTo(0, 0);
  landed = true;
  since = Date.now();
  settle();
}
// First what waits is sent. Then, where nobody has begun, a new page comes in the language this screen starts with.
async function settle() {
  if (settling) return;
  settling = true;
  for (;;) {
    const answer = await (unsent.length ? post(unsent[0]) : fetch("/answer-worker.js", { method: "HEAD", cache: "no-store" })).catch(() => null);
    if (!answer || answer.status >= 500 || answer.status === 429) await new Promise((go) => setTimeout(go, 10000));
    else if (unsent.length) unsent.shift();
    else break;
  }
  settling = false;
  if (begun() || asking()) return;
  moving = true;
  location.replace(`/s/${code}`);
}
for (const kind of ["pointerdown", "keydown", "input", "scroll"]) addEventListener(kind, () => { if (!asking()) since = Date.now(); }, true);
document.addEventListener("click", (event) => {
  if (event.target.id !== "more") return;
  since = Date.now();
  ask(false);
});
document.addEventListener("cancel", (event) => event.preventDefault(), true);
addEventListener("beforeunload", (event) => { if (unsent.length || awaits()) event.preventDefault(); });
setInterval(() => {
  const quiet = Math.floor((Date.now() - since) / 1000);
  if (!begun()) return;
  if (quiet >= 240) return finish();
  if (quiet >= 180 && !asking()) {
    ask(true);
    get("more").focus();
  }
  if (asking()) get("left").textContent = 240 - quiet;
}, 1000);
