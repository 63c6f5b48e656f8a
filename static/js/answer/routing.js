// Routing, as surveys/routing.py does it: an answer to a hidden question does not count.
function route() {
  const counted = {};
  for (const question of questions) {
    const when = question.dataset.when;
    question.out = !!when && !when.split(";").every((clause) => {
      const [, item, sign, keys] = /^(.+?)([=!])(.*)$/.exec(clause);
      return (counted[item] || []).some((value) => keys.split(",").includes(value)) === (sign === "=");
    });
    if (!question.out) counted[question.id.slice(2)] = values(question.id.slice(2));
    for (const choice of question.querySelectorAll("[data-parent]")) {
      const parent = counted[question.dataset.parent] || [], box = choice.querySelector("input");
      choice.hidden = parent.length > 0 && !parent.includes(choice.dataset.parent);
      if (choice.hidden) box.checked = false;
    }
  }
}
const shown = () => steps.filter((step) => !step.out);
