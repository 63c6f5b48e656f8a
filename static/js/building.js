// Building a survey: staying at the same place of the page, dragging questions, and a phone that follows what is typed.
// Every page works without it.
(() => {
  document.documentElement.classList.add("runs");
  const main = () => document.getElementById("main");
  const told = document.createElement("p");
  told.className = "unseen";
  told.setAttribute("role", "status");
  document.body.append(told);

  const read = async (answer) => new DOMParser().parseFromString(await answer.text(), "text/html");
  const post = (address, body) => fetch(address, { method: "POST", body: new URLSearchParams(body) });

  // The answer takes the place of the page, without leaving what the reader looks at.
  async function swap(form, fields) {
    const answer = await post(form.action, fields), page = await read(answer), fresh = page.getElementById("main");
    if (!fresh || answer.redirected && !/\/build/.test(answer.url)) return false;
    main().replaceChildren(...fresh.childNodes);
    document.title = page.title;
    ready();
    return true;
  }

  async function stay(form, pressed) {
    const fields = [...new FormData(form)].concat(pressed ? [[pressed.name, pressed.value]] : []);
    const place = form.closest("[data-key], section"), id = place && (place.id || place.querySelector("[id]").id);
    const top = place ? place.getBoundingClientRect().top : 0, name = pressed ? pressed.value : "";
    if (!await swap(form, fields).catch(() => false)) return plainly(form, pressed);
    const done = document.getElementById("done"), again = document.getElementById(id);
    const undo = done && done.querySelector("button"), wrong = document.querySelector(".error-summary");
    if (again) window.scrollBy(0, again.getBoundingClientRect().top - top);
    const same = again && [...again.querySelectorAll("button[name=do]")].find((one) => one.value === name && !one.disabled);
    const at = wrong || (/remove|undo/.test(name) ? undo || done : same || done || again);
    if (at) at.focus({ preventScroll: !!again });
    if (done && !wrong) {
      if (done.getBoundingClientRect().top < 0 || done.getBoundingClientRect().top > innerHeight) done.scrollIntoView({ block: "center" });
      told.textContent = done.querySelector("span").textContent;
    }
  }
  function plainly(form, pressed) {
    form.removeAttribute("data-stays");
    form.requestSubmit(pressed);
  }
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-stays]")) return;
    event.preventDefault();
    stay(event.target, event.submitter);
  });

  // Dragging: a question by its handle, to before another one or to the end of a part. Move up and Move down do the same.
  let dragged = null;
  const over = (event) => {
    const item = event.target.closest(".built:not([data-locked]) > li"), list = event.target.closest(".built:not([data-locked])");
    return item && item !== dragged ? item : list;
  };
  function handles() {
    for (const item of document.querySelectorAll(".built:not([data-locked]) > li")) item.draggable = true;
  }
  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest && event.target.closest(".built > li[draggable]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.key);
    dragged.classList.add("is-dragged");
  });
  document.addEventListener("dragover", (event) => {
    const target = dragged && over(event);
    for (const one of document.querySelectorAll(".is-over")) one.classList.remove("is-over");
    if (!target) return;
    event.preventDefault();
    target.classList.add("is-over");
  });
  document.addEventListener("drop", (event) => {
    const target = dragged && over(event);
    if (!target) return;
    event.preventDefault();
    const form = dragged.querySelector("form.do"), before = target.dataset.key || `end:${target.dataset.part}`;
    const press = Object.assign(document.createElement("input"), { name: "do", value: "place" });
    const where = Object.assign(document.createElement("input"), { type: "hidden", name: "before", value: before });
    form.append(where);
    stay(form, press);
  });
  document.addEventListener("dragend", () => {
    for (const one of document.querySelectorAll(".is-over, .is-dragged")) one.classList.remove("is-over", "is-dragged");
    dragged = null;
  });

  // One question: what is shown beside it follows what is typed.
  let timer = 0, number = 0;
  const question = () => document.getElementById("question");
  // Each look is a frame of its own: the back button has nothing to do with what was typed.
  function show() {
    const form = question(), button = document.getElementById("show");
    if (!form || !button) return;
    const [old, ...coming] = document.querySelectorAll(".phone iframe"), fresh = old.cloneNode(false);
    for (const one of coming) one.remove();
    fresh.removeAttribute("src");
    fresh.name = "phone";
    fresh.className = "is-coming";
    // The window in a frame keeps its first name, whatever becomes of the attribute, and what is sent would go there.
    old.contentWindow.name = old.name = "phone-before";
    old.after(fresh);
    fresh.onload = () => { old.remove(); fresh.className = ""; };
    form.requestSubmit(button);
  }
  async function check() {
    const form = question(), mine = ++number;
    const answer = await post(form.dataset.words, [...new FormData(form)]).catch(() => null);
    if (!answer || !answer.ok || answer.redirected || mine !== number) return;
    for (const fresh of (await read(answer)).querySelectorAll("[id^=found-]")) {
      const old = document.getElementById(fresh.id);
      if (old && old.innerHTML !== fresh.innerHTML) old.replaceChildren(...fresh.childNodes);
    }
  }
  function later() {
    clearTimeout(timer);
    timer = setTimeout(() => { show(); check(); }, 700);
  }
  // The answers that go with a kind, while nobody has written any.
  const USUAL = { statement: "yes-sometimes-no", "yes-no": "yes-no", one: "own" };
  function suit(kind) {
    const usual = document.querySelector(`[name=answers][value="${USUAL[kind]}"]`);
    const written = [...document.querySelectorAll(".answer-row [name$=-text]")].some((one) => one.value.trim());
    if (usual && !written) usual.checked = true;
  }
  function find(box) {
    const wanted = box.value.toLowerCase().split(/\s+/);
    for (const one of document.querySelectorAll(".picture-grid [data-words]")) {
      const words = one.dataset.words.toLowerCase();
      one.hidden = !one.querySelector(":checked") && !wanted.every((word) => words.includes(word));
    }
  }
  document.addEventListener("input", (event) => {
    const box = event.target;
    if (!box.form || box.form !== question()) return;
    if (box.name === "find-picture") return find(box);
    if (box.name === "kind") suit(box.value);
    if (/^clause-\d+-item$/.test(box.name)) return more(box, "again");
    later();
  });
  async function more(pressed, doing) {
    const form = question(), top = pressed.getBoundingClientRect().top, id = pressed.id;
    const rows = document.querySelectorAll(".answer-row").length;
    if (!await swap(form, [...new FormData(form), ["do", doing]]).catch(() => false)) return;
    const again = document.getElementById(id) || document.querySelector(`[data-again][value="${doing}"]`);
    const row = doing === "rows" && document.getElementById(`f-option-${rows}-text`);
    const written = doing.startsWith("take|") && document.getElementById(pressed.getAttribute("formaction").slice(1));
    if (again) window.scrollBy(0, again.getBoundingClientRect().top - top);
    const at = row || written || again;
    if (at) at.focus({ preventScroll: at === again });
    show();
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-again]");
    if (!button || !question()) return;
    event.preventDefault();
    more(button, button.value);
  });

  function ready() {
    handles();
    if (question() && !document.querySelector(".phone iframe").hasAttribute("src")) show();
  }
  ready();
})();
