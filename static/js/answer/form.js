// The form of the survey page and what every part of its script stands on. The parts are put together in one scope.
const get = (id) => document.getElementById(id);
const root = document.documentElement, form = get("survey"), say = form.dataset, kiosk = "kiosk" in say;
const arrived = location.pathname, code = form.action.split("/")[4], worker = !kiosk && navigator.serviceWorker;
const questions = [...form.querySelectorAll(".question[id^=q-]")], steps = [...form.querySelectorAll(".step")];
const first = steps[0], review = get("review"), button = form.querySelector("#send button");
// "started" is the moment of the first answer; a moment that is not known gives no number, and nobody counts it.
let at = first, started, moving = false, over = false, returning = false, waiting = null;

// What is chosen or typed for a question, as the server will read it: leave to share no words is no answer.
const values = (key) => [...form.elements]
  .filter((one) => one.name === key && (/radio|checkbox/.test(one.type) ? one.checked : one.value.trim()))
  .map((one) => one.value).filter((one, _, all) => one !== "may-share" || all[1]);
