// Typing in a sheet of paper from the number pad; the page works without it.
(() => {
  const sheet = document.querySelector("form.sheet");
  if (!sheet) return;
  const rows = [...sheet.querySelectorAll(".sheet-row")];
  const FIELDS = "input:not([type=hidden]), select, textarea";
  sheet.classList.add("has-keys");
  sheet.querySelector(".by-keys").hidden = false;

  const enter = (row) => (row.querySelector("input:checked") || row.querySelector(FIELDS)).focus();
  const goOn = (row) => {
    const next = rows[rows.indexOf(row) + 1];
    if (next) enter(next);
    else sheet.querySelector(".actions button").focus();
  };
  const typing = (field) => field.matches("select, textarea, input[type=text], input[type=date]");

  sheet.addEventListener("keydown", (event) => {
    const field = event.target;
    if (event.ctrlKey || event.altKey || event.metaKey || !field.matches(FIELDS)) return;
    const row = field.closest(".sheet-row");
    if (event.key === "Enter" && !field.matches("textarea")) {
      event.preventDefault();
      if (row) goOn(row);
      else if (field.name === "sheet_number") sheet.elements.filled_on.focus();
      else enter(rows[0]);
      return;
    }
    if (!row || typing(field)) return;
    if (event.key === "Backspace" || event.key === "Delete") {
      event.preventDefault();
      row.querySelectorAll("input:checked").forEach((one) => { one.checked = false; });
      return;
    }
    const answer = [...row.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key);
    if (!answer) return;
    event.preventDefault();
    if (answer.type === "radio") {
      answer.checked = true;
      goOn(row);
    } else {
      answer.checked = !answer.checked;
      answer.focus();
    }
  });

  const wrong = document.querySelector(".error-summary");
  const number = sheet.elements.sheet_number;
  if (!wrong && !number.value) number.focus();
})();
