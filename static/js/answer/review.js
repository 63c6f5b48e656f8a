// The answers once more before they are sent, each with a way back to its question.
function tell() {
  const list = get("answers");
  list.textContent = "";
  for (const question of questions.filter((one) => !one.out)) {
    const row = document.createElement("div"), asked = document.createElement("dt");
    const answer = document.createElement("dd"), way = document.createElement("dd"), change = document.createElement("button");
    const typed = question.querySelector(".input");
    const said = [...question.querySelectorAll(":checked")].filter(() => values(question.id.slice(2)).length).map((one) => {
      const words = one.closest(".choice").querySelector(".words");
      return words.firstChild.textContent;
    });
    if (typed && typed.value.trim()) said.unshift(typed.value.trim());
    asked.textContent = question.querySelector(".ask > :last-child").textContent;
    answer.textContent = said.join(" · ") || say.none;
    answer.dir = "auto";
    if (!said.length) answer.className = "hint";
    change.type = "button";
    change.className = "plain";
    change.textContent = said.length ? say.change : say.answer;
    const of = document.createElement("span");
    of.className = "unseen";
    of.textContent = `: ${asked.textContent}`;
    change.append(of);
    change.onclick = () => { returning = true; go(question); };
    way.append(change);
    row.append(asked, answer, way);
    list.append(row);
  }
}
