/* Filters the overview of documents, and the index of code, by what is typed. */
(function () {
  "use strict"

  function filterOverview(overview, words) {
    for (const link of overview.querySelectorAll("a")) {
      const title = link.textContent.toLowerCase()
      link.closest("li").hidden = !words.every((word) => title.includes(word))
    }
    for (const section of Array.from(overview.querySelectorAll("details")).reverse()) {
      section.closest("li").hidden = !section.querySelector("li:not([hidden])")
      section.open = words.length > 0
    }
  }

  function pathOf(list) {
    const names = []
    for (let at = list.closest("details"); at; at = at.parentElement.closest("details")) {
      names.unshift(at.querySelector("summary").textContent)
    }
    return names.join("")
  }

  // A file is a paragraph and the list of its documents; a folder may have a list by itself.
  function filterFiles(index, words) {
    for (const list of index.querySelectorAll("ul")) {
      const before = list.previousElementSibling
      const name = before?.matches("p") ? before : null
      const text = `${pathOf(list)}${name?.textContent ?? ""} ${list.textContent}`.toLowerCase()
      list.hidden = !words.every((word) => text.includes(word))
      if (name) name.hidden = list.hidden
    }
    for (const folder of index.querySelectorAll("details")) {
      folder.dataset.open ??= folder.open
      folder.hidden = !folder.querySelector("ul:not([hidden])")
      folder.open = words.length > 0 || folder.dataset.open === "true"
    }
  }

  function prepare() {
    for (const overview of document.querySelectorAll(".swimm-overview, .swimm-files")) {
      if (overview.querySelector("input")) continue
      const filter = overview.matches(".swimm-files") ? filterFiles : filterOverview
      const field = document.createElement("input")
      field.type = "search"
      field.placeholder = overview.dataset.filter
      field.setAttribute("aria-label", overview.dataset.filter)
      field.addEventListener("input", () => {
        filter(overview, field.value.toLowerCase().split(/\s+/).filter(Boolean))
      })
      overview.prepend(field)
    }
  }

  // Material loads pages without a new document; others do not know this observable.
  if (typeof document$ !== "undefined") document$.subscribe(prepare)
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", prepare)
  else prepare()
})()
