// Read aloud: a recording where there is one, else a voice that is on the phone itself, else no button. A voice
// that lives elsewhere would be sent what somebody reads.
const speech = window.speechSynthesis, tags = { "en-simple": "en", bfi: "en", "zh-Hans": "zh-CN", "zh-Hant": "zh-(TW|HK)", ckb: "(ckb|ku)" };
const voiceOf = (tag) => {
  const wanted = new RegExp(`^${tags[tag] || tag}\\b`, "i");
  const fit = speech ? speech.getVoices().filter((one) => one.localService && wanted.test(one.lang.replace("_", "-"))) : [];
  return fit.find((one) => /GB/.test(one.lang)) || fit[0];
};
let turn = 0, sound = null;
function hush() {
  turn += 1;
  if (speech) speech.cancel();
  if (sound) sound.pause();
  for (const one of document.querySelectorAll(".listen[aria-pressed=true]")) one.setAttribute("aria-pressed", "false");
}
async function read(parts, voice, from) {
  const mine = turn;
  for (const [words, recording] of parts) {
    if (mine !== turn) return;
    if (!words) continue;
    await new Promise((done) => {
      if (recording) {
        sound = new Audio(recording);
        sound.onended = sound.onerror = done;
        sound.play().catch(done);
      } else if (voice) {
        const spoken = new SpeechSynthesisUtterance(words);
        spoken.voice = voice;
        spoken.lang = voice.lang;
        spoken.onend = spoken.onerror = done;
        speech.speak(spoken);
      } else done();
    });
  }
  if (mine === turn) from.setAttribute("aria-pressed", "false");
}
function listener(words, parts, voice) {
  const one = document.createElement("button"), label = document.createElement("span");
  one.type = "button";
  one.className = "listen";
  one.setAttribute("aria-pressed", "false");
  one.innerHTML = '<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false" fill="none" stroke="currentColor" stroke-width="2.2" stroke-linecap="round" stroke-linejoin="round"><path d="M4 9.5v5h3.5L13 19V5L7.5 9.5zM16.5 9q2 3 0 6M19 6.5q4 5.5 0 11"/></svg>';
  label.className = words ? "unseen" : "";
  label.textContent = words ? `${say.listen}: ${words}` : say.listen;
  one.append(label);
  one.onclick = () => {
    const stop = one.getAttribute("aria-pressed") === "true";
    hush();
    if (stop) return;
    one.setAttribute("aria-pressed", "true");
    form.classList.add("reading");
    read(parts(), voice, one);
  };
  return one;
}
function voices() {
  for (const old of document.querySelectorAll(".listen")) old.remove();
  const voice = voiceOf(say.language);
  for (const question of questions) {
    const asked = question.querySelector(".ask"), hint = question.querySelector(".hint[id]");
    const choices = [...question.querySelectorAll(".choice")].map((choice) => [choice, choice.querySelector(".words").textContent]);
    if (!voice && !question.dataset.sound) continue;
    asked.after(listener("", () => [
      [asked.textContent, question.dataset.sound], [hint ? hint.textContent : "", null],
      ...choices.filter(([choice]) => !choice.hidden).map(([choice, words]) => [words, choice.dataset.sound]),
    ], voice));
    for (const [choice, words] of choices) {
      if (!voice && !choice.dataset.sound) continue;
      if (!choice.parentNode.classList.contains("choice-row")) {
        const row = document.createElement("div");
        row.className = "choice-row";
        choice.replaceWith(row);
        row.append(choice);
      }
      choice.after(listener(words, () => [[words, choice.dataset.sound]], voice));
    }
  }
  for (const language of document.querySelectorAll(".languages li .language")) {
    const own = voiceOf(language.value);
    if (own) language.after(listener(language.textContent, () => [[language.textContent, null]], own));
  }
}
voices();
if (speech) speech.onvoiceschanged = voices;
