// The address without capitals and with its language, so that a reload shows the same page.
if (!("kept" in say)) history.replaceState(history.state, "", `/s/${code}/${say.language}`);
const kept = restore();
route();
const faulty = form.querySelector(".has-problem");
open(faulty || kept || (!kiosk && history.state && get(history.state.step)) || shown()[0], !!(faulty || kept) && !document.querySelector(".error-summary"));
if (!history.state) history.replaceState({ step: at.id }, "");
// What is kept from here on is this visit's: the change of language is over.
if (kept) keep();
