/* Remembers on this device what has been read of playlists, and shows it. Nothing leaves the device.
   Where nothing can be remembered, pages are as without this script. */
(function () {
  "use strict"

  const READ = "read"
  const DWELL = 1000 // Pages grow while images load: their end may be seen in passing.
  let store
  let watches = []
  let timer

  try {
    store = window.localStorage
    store.setItem("swimm", "")
    store.removeItem("swimm")
  } catch {
    return
  }

  const one = (selector) => document.querySelector(selector)
  const all = (selector) => Array.from(document.querySelectorAll(selector))
  const keysOf = (step) => step.dataset.keys.split(",")
  const linkOf = (step) => step.parentElement.querySelector("a[href]")
  const isRead = (keys) => keys.every((key) => get(key) === READ)

  function nameOf(key) {
    const home = new URL(one(".swimm-reading").dataset.root, location)
    return `swimm:${home.pathname}:${key}`
  }

  function get(key) {
    return store.getItem(nameOf(key)) || ""
  }

  function set(keys, value) {
    try {
      for (const key of keys) {
        if (value) store.setItem(nameOf(key), value)
        else store.removeItem(nameOf(key))
      }
    } catch { /* There is no room for more. */ }
    show()
  }

  function show() {
    for (const shown of all(".swimm-progress")) {
      const steps = shown.dataset.steps.split(" ").map((step) => step.split(","))
      const [bar, words] = shown.children
      const values = { read: steps.filter(isRead).length, count: steps.length }
      bar.value = values.read
      words.textContent = shown.dataset.words.replace(/\{(\w+)\}/g, (_, name) => values[name])
      shown.hidden = false
    }
    for (const mark of all(".swimm-toggle")) {
      mark.textContent = isRead(keysOf(mark)) ? mark.dataset.unmark : mark.dataset.mark
      mark.hidden = false
    }
    showSteps(one(".swimm-start"), all(".swimm-check").filter(linkOf))
  }

  function showSteps(start, steps) {
    if (!start || !steps.length) return
    const begun = steps.some((step) => keysOf(step).some(get))
    const next = steps.find((step) => !isRead(keysOf(step)))
    for (const step of steps) {
      step.hidden = false
      step.setAttribute("aria-pressed", isRead(keysOf(step)))
      linkOf(step).ariaCurrent = step === next ? "step" : null
    }
    one(".swimm-again").hidden = !begun
    start.hidden = !next
    if (!next) return
    const place = get(keysOf(next)[0])
    const link = linkOf(next).href
    start.href = place[0] === "#" && !next.dataset.nested ? link.split("#")[0] + place : link
    start.textContent = begun ? start.dataset.continue : start.dataset.start
  }

  function leave() {
    clearTimeout(timer)
    for (const watch of watches) watch.disconnect()
    watches = []
  }

  /* Follows the reader through a page: which heading was passed, whether the end was seen. */
  function prepare() {
    leave()
    if (!one(".swimm-reading")) return
    show()
    const mark = one(".swimm-toggle")
    if (!mark || isRead(keysOf(mark))) return
    const end = mark.parentElement
    const passed = new IntersectionObserver((entries) => {
      const heading = entries.filter((entry) => entry.isIntersecting).pop()
      if (heading) set(keysOf(mark), `#${heading.target.id}`)
    }, { rootMargin: "0px 0px -75% 0px" })
    const seen = new IntersectionObserver(([entry]) => {
      clearTimeout(timer)
      if (entry.isIntersecting) timer = setTimeout(() => { leave(); set(keysOf(mark), READ) }, DWELL)
    })
    for (const heading of end.parentElement.querySelectorAll("h2[id], h3[id]")) passed.observe(heading)
    seen.observe(end)
    watches = [passed, seen]
  }

  function clicked(event) {
    const at = event.target instanceof Element && event.target.closest("a, button")
    if (!at || event.button > 1) return
    const step = at.parentElement.querySelector("[data-follow]")
    const mark = one(".swimm-toggle")
    if (at === mark || (mark && at.matches(".swimm-next"))) leave()
    if (at.matches("a[data-keys]")) set(keysOf(at), READ)
    else if (step && linkOf(step) === at) set(keysOf(step), READ)
    else if (mark && at.matches(".swimm-next")) set(keysOf(mark), READ)
    else if (at === mark || at.matches(".swimm-check")) set(keysOf(at), isRead(keysOf(at)) ? "" : READ)
    else if (at.matches(".swimm-again")) for (const one of all(".swimm-check")) set(keysOf(one), "")
  }

  document.addEventListener("click", clicked, true)
  document.addEventListener("auxclick", clicked, true)
  window.addEventListener("storage", prepare)
  window.addEventListener("pageshow", (event) => { if (event.persisted) prepare() })

  // Material loads pages without a new document; others do not know this observable.
  if (typeof document$ !== "undefined") document$.subscribe(prepare)
  else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", prepare)
  else prepare()
})()
