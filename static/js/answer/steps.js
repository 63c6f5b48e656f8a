// One question at a time, by the reader alone: forward, back, and how far along.
function progress() {
  const asked = questions.filter((one) => !one.out), done = asked.indexOf(at), isolate = root.dir === "rtl";
  const figure = (number) => (isolate ? `\u2068${number}\u2069` : number);
  const total = asked.length, number = at === review ? total : Math.max(done + 1, 1);
  get("progress").hidden = done < 0 && at !== review;
  get("at").textContent = at === review ? say.check
    : say.of.replace("{number}", figure(number)).replace("{total}", figure(total));
  get("bar").max = total;
  get("bar").value = at === review ? total : number - 1;
}

function open(step, moved) {
  if (moved) hush();
  route();
  if (!step || step.out) step = shown()[Math.max(0, shown().length - 1)];
  at = step;
  for (const one of steps) one.classList.toggle("on", one === step);
  for (const part of form.querySelectorAll(".part")) part.classList.toggle("on", part.contains(step));
  root.classList.toggle("going", step !== shown()[0]);
  const languages = document.querySelector(".languages");
  if (moved && languages) languages.open = false;
  get("next").hidden = step === review;
  get("back").hidden = step === shown()[0];
  get("skip").hidden = !questions.includes(step) || values(step.id.slice(2)).length > 0;
  if (step === review) tell();
  progress();
  if (moved) {
    const title = step.querySelector(".ask, h2") || step.parentNode.querySelector("h2");
    title.tabIndex = -1;
    title.focus({ preventScroll: true });
    window.scrollTo(0, 0);
  }
}
function go(step) {
  // A shared screen has no way back into what somebody was asked before.
  history[kiosk ? "replaceState" : "pushState"]({ step: step.id, pushed: !kiosk }, "");
  open(step, true);
  keep();
}
function next() {
  if (wrong(at)) return;
  const list = shown();
  go(returning ? review : list[list.indexOf(at) + 1]);
  returning = false;
}
