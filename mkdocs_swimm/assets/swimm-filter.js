/* Filters the overview of documents by what is typed. */
(function () {
  "use strict"

  function filter(overview, text) {
    const words = text.toLowerCase().split(/\s+/).filter(Boolean)
    for (const link of overview.querySelectorAll("a")) {
      const title = link.textContent.toLowerCase()
      link.closest("li").hidden = !words.every((word) => title.includes(word))
    }
    for (const section of Array.from(overview.querySelectorAll("details")).reverse()) {
      section.closest("li").hidden = !section.querySelector("li:not([hidden])")
      section.open = words.length > 0
    }
  }

  function prepare() {
    for (const overview of document.querySelectorAll(".swimm-overview")) {
      if (overview.querySelector("input")) continue
      const field = document.createElement("input")
      field.type = "search"
      field.placeholder = overview.dataset.filter
      field.setAttribute("aria-label", overview.dataset.filter)
      field.addEventListener("input", () => filter(overview, field.value))
      overview.prepend(field)
    }
  }

  // Material loads pages without a new document; others do not know this observable.
  if (typeof document$ !== "undefined") document$.subscribe(prepare)
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", prepare)
  else prepare()
})()
