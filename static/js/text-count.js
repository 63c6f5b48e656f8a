// Counts a text while it is typed, as the server does: parts, units, and the letters that cost the cheap alphabet.
const plain = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
const twice = "^{}\\[~]|€\f", told = document.getElementById("messages").dataset;
function count(body) {
  const forced = [...new Set([...body].filter((letter) => !plain.includes(letter) && !twice.includes(letter)))].slice(0, 10).join("");
  const sizes = [...body].map((letter) => (forced ? letter.length : twice.includes(letter) ? 2 : 1));
  const [one, more] = forced ? [70, 67] : [160, 153], units = sizes.reduce((sum, size) => sum + size, 0);
  // A sign of two units never stands across two parts.
  let parts = 1, left = units <= one ? one : more;
  for (const size of sizes) {
    if (size > left) [parts, left] = [parts + 1, more];
    left -= size;
  }
  return { parts, units, forced };
}
function tell(field) {
  const body = field.value.replace(/\s+/g, " ").replace(/( ?)\{(name|organisation|place|link|stop)\}/g, (_, space, name) => {
    const value = field.dataset[name];
    return value ? space + value : "";
  }).trim();
  const { parts, units, forced } = count(body), pence = parts * told.price / 10;
  const line = document.getElementById(`c-${field.name}`), words = document.createElement("b");
  words.textContent = told.words.replace("{parts}", parts).replace("{units}", units)
    .replace("{cost}", pence < 100 ? `${+pence.toFixed(1)}p` : `£${(pence / 100).toFixed(2)}`);
  // What stands beneath was counted by the server, for the words before.
  line.parentElement.querySelector(".all")?.remove();
  line.replaceChildren(words, forced ? ` · ${told.forced.replace("{letters}", [...forced].join(" "))}` : "");
}
for (const field of document.querySelectorAll("#messages textarea")) field.addEventListener("input", () => tell(field));
