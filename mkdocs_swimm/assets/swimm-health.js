/* Sorts the tables of the health page by the column whose head is chosen. */
(function () {
  "use strict"

  function value(row, column) {
    const cell = row.cells[column]
    const text = cell.dataset.sort || cell.textContent.trim()
    return text !== "" && !isNaN(text) ? Number(text) : text.toLowerCase()
  }

  function compare(one, other) {
    if (typeof one === "number" && typeof other === "number") return one - other
    return String(one).localeCompare(String(other))
  }

  function sort(table, column, head) {
    const down = head.getAttribute("aria-sort") === "ascending"
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort")
    head.setAttribute("aria-sort", down ? "descending" : "ascending")
    const body = table.tBodies[0]
    const rows = Array.from(body.rows)
    rows.sort((one, other) => compare(value(one, column), value(other, column)) * (down ? -1 : 1))
    body.append(...rows)
  }

  function prepare() {
    for (const table of document.querySelectorAll(".swimm-health table")) {
      Array.from(table.tHead.rows[0].cells).forEach((head, column) => {
        if (head.querySelector("button")) return
        const button = document.createElement("button")
        button.type = "button"
        button.append(...head.childNodes)
        button.addEventListener("click", () => sort(table, column, head))
        head.append(button)
      })
    }
  }

  // Material loads pages without a new document; others do not know this observable.
  if (typeof document$ !== "undefined") document$.subscribe(prepare)
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", prepare)
  else prepare()
})()
