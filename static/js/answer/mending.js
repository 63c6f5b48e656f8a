// Everything the server would refuse is told here, while the answers can still be mended.
function fault(question) {
  for (const box of question.querySelectorAll("[data-long], [data-whole], [data-postcode]")) {
    const text = box.value.trim(), rule = box.dataset, number = +text;
    if (!text) continue;
    if (rule.long && [...text].length > rule.limit) return [box, rule.long];
    if (rule.whole && !/^[+-]?\d{1,11}$/.test(text)) return [box, rule.whole];
    if (rule.least && number < rule.minimum) return [box, rule.least];
    if (rule.most && number > rule.maximum) return [box, rule.most];
    if (rule.postcode && values(box.name).length > 1) return [box, rule.one];
    if (rule.postcode && !/^[a-z]{1,2}\d[a-z\d]?\d[a-z]{2}$/i.test(text.replace(/[\s-]/g, ""))) {
      return [box, rule.postcode];
    }
  }
}
function mend() {
  for (const old of document.querySelectorAll(".error-summary, .problem")) old.remove();
  for (const old of form.querySelectorAll(".has-problem")) old.classList.remove("has-problem");
  for (const old of form.querySelectorAll("[aria-invalid]")) old.removeAttribute("aria-invalid");
}
function summary(text, href) {
  mend();
  const box = document.createElement("div"), link = document.createElement("a"), title = document.createElement("h2");
  box.className = "error-summary";
  box.tabIndex = -1;
  box.setAttribute("role", "alert");
  title.textContent = say.check;
  link.textContent = text;
  link.href = href;
  box.append(title, link);
  get("main").prepend(box);
  box.focus();
  window.scrollTo(0, 0);
}
function wrong(step) {
  const found = questions.includes(step) && !step.out && fault(step);
  if (!found) {
    mend();
    return false;
  }
  const [box, text] = found, name = step.querySelector(".ask > :last-child").textContent;
  summary(`${name} — ${text}`, `#${step.id}`);
  step.classList.add("has-problem");
  const beside = document.createElement("p");
  beside.className = "problem";
  beside.id = `p-${step.id.slice(2)}`;
  beside.textContent = text;
  box.before(beside);
  box.setAttribute("aria-invalid", "true");
  box.setAttribute("aria-describedby", `h-${step.id.slice(2)} ${beside.id}`);
  return true;
}
