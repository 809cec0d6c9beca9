/* Copies a page as Markdown; where that is not possible, its link leads there. */
(function () {
  "use strict"

  document.addEventListener("click", async (event) => {
    const link = event.target.closest?.("a.swimm-copy")
    const wantsLink = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey
    if (!link || wantsLink || !navigator.clipboard) return
    event.preventDefault()
    event.stopPropagation()
    try {
      const answer = await fetch(link.href)
      if (!answer.ok) throw new Error(answer.statusText)
      await navigator.clipboard.writeText(await answer.text())
      link.title = link.dataset.copied
      link.setAttribute("aria-label", link.dataset.copied)
    } catch {
      location.assign(link.href)
    }
  }, true)
})()
