/**
 * What makes pages quicker to use. Nothing depends on it. Pages say by attributes what they want:
 * data-key, data-jump, data-copy, data-until, data-poll, data-hide-after. Nothing is ever made of markup.
 */

const UNATTENDED = { 'x-tocsin-unattended': '1' }
const texts = JSON.parse(document.body.dataset.shortcuts ?? '{}')

// --- Shortcuts: single letters outside of fields, which can be turned off.

const OFF = 'tocsin-shortcuts-off'
let awaitsJump = false

const areOff = () => localStorage.getItem(OFF) === 'yes'

function isField(target) {
  return (
    target instanceof Element &&
    target.closest('input:not([type=radio],[type=checkbox]),textarea,select,[contenteditable]')
  )
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return
  if (event.key === 'Escape') closeMenus(true)
  if (isField(event.target) || document.querySelector('dialog[open]')) return
  const key = event.key.toLowerCase()
  if (key === '?') return showShortcuts()
  if (areOff()) return
  if (awaitsJump) {
    awaitsJump = false
    return act(event, `[data-jump="${CSS.escape(key)}"]`)
  }
  if (key === 'g') awaitsJump = true
  else if (/^[a-z1-9[\]]$/.test(key)) act(event, `[data-key="${CSS.escape(key)}"]`)
})

function act(event, selector) {
  const target = document.querySelector(selector)
  if (target === null) return
  event.preventDefault()
  target.click()
  // Tab leads on from what was chosen.
  if (target.type === 'radio') target.focus()
}

function showShortcuts() {
  const dialog = element('dialog')
  const title = element('h2', texts.title)
  title.id = 'shortcuts-title'
  dialog.setAttribute('aria-labelledby', title.id)
  const list = element('dl')
  list.className = 'facts'
  const rows = [
    ['?', texts.list],
    ['g', texts.jump],
  ]
  for (const target of document.querySelectorAll('[data-key]')) {
    rows.push([target.dataset.key, (target.labels?.[0] ?? target).textContent.trim()])
  }
  const seen = new Set()
  for (const target of document.querySelectorAll('[data-jump]')) {
    if (seen.has(target.dataset.jump)) continue
    seen.add(target.dataset.jump)
    rows.push([`g ${target.dataset.jump}`, target.textContent.trim()])
  }
  for (const [key, text] of rows) {
    const row = element('div')
    const term = element('dt')
    term.append(element('kbd', key))
    row.append(term, element('dd', text))
    list.append(row)
  }
  const toggle = button(areOff() ? texts.turnOn : texts.turnOff, () => {
    localStorage.setItem(OFF, areOff() ? 'no' : 'yes')
    dialog.close()
  })
  const close = button(texts.close, () => dialog.close())
  const buttons = element('div')
  buttons.className = 'buttons'
  buttons.append(close, toggle)
  dialog.append(title, list, buttons)
  dialog.addEventListener('close', () => dialog.remove())
  document.body.append(dialog)
  dialog.showModal()
}

function element(name, text = '') {
  const made = document.createElement(name)
  made.textContent = text
  return made
}

function button(text, act) {
  const made = element('button', text)
  made.type = 'button'
  made.className = 'button plain'
  made.addEventListener('click', act)
  return made
}

// --- Menus close when something else is done.

function closeMenus(returnsFocus) {
  for (const menu of document.querySelectorAll('header details[open]')) {
    const hadFocus = menu.contains(document.activeElement)
    menu.open = false
    if (returnsFocus && hadFocus) menu.querySelector('summary').focus()
  }
}

document.addEventListener('click', (event) => {
  for (const menu of document.querySelectorAll('header details[open]')) {
    if (!menu.contains(event.target)) menu.open = false
  }
})

// --- A form is sent once.

document.addEventListener('submit', (event) => {
  const form = event.target
  if (form.dataset.sent === 'yes') return event.preventDefault()
  form.dataset.sent = 'yes'
})

// The browser keeps a page as it was left: sent forms among them.
window.addEventListener('pageshow', () => {
  for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent
})

// --- Copy. Without script the button is not there and the text can be selected.

for (const copier of document.querySelectorAll('[data-copy]')) {
  copier.hidden = false
  const label = copier.textContent
  copier.setAttribute('aria-live', 'polite')
  copier.addEventListener('click', async () => {
    await navigator.clipboard.writeText(copier.dataset.copy)
    copier.textContent = copier.dataset.copied ?? '✓'
    setTimeout(() => {
      copier.textContent = label
    }, 2000)
  })
}

// --- Countdown: data-until (Unix seconds of the server), data-now (the server's at rendering), data-left with # for the
// minutes, data-over at the end. Only a neighbour with data-announce speaks, two minutes before the end and at the end.

for (const counter of document.querySelectorAll('[data-until]')) {
  const end =
    performance.now() + (Number(counter.dataset.until) - Number(counter.dataset.now)) * 1000
  const speaker = document.querySelector('[data-announce]')
  let said = ''
  const say = (text) => {
    if (speaker === null || said === text) return
    said = text
    speaker.textContent = text
  }
  const refresh = () => {
    const left = Math.ceil((end - performance.now()) / 60_000)
    if (left <= 0) {
      counter.textContent = counter.dataset.over
      say(counter.dataset.over)
      return
    }
    counter.textContent = counter.dataset.left.replaceAll('#', String(left))
    if (left === 2) say(counter.textContent)
    setTimeout(refresh, 15_000)
  }
  refresh()
}

// --- A line that follows what happens: data-poll is an address that answers { text, isDone }.

for (const line of document.querySelectorAll('[data-poll]')) {
  const ask = async () => {
    const answer = await fetch(line.dataset.poll, { headers: UNATTENDED }).catch(() => undefined)
    if (answer?.status === 401 || answer?.status === 404) return
    const state = answer?.ok ? await answer.json() : undefined
    if (state !== undefined && line.textContent !== state.text) line.textContent = state.text
    if (!state?.isDone) setTimeout(ask, 2000)
  }
  setTimeout(ask, 2000)
}

// --- What is secret is covered after data-hide-after seconds without a hand on the device; any key shows it.

for (const cover of document.querySelectorAll('[data-hide-after]')) {
  let timer
  const show = () => {
    cover.classList.remove('code-hidden')
    clearTimeout(timer)
    timer = setTimeout(
      () => cover.classList.add('code-hidden'),
      Number(cover.dataset.hideAfter) * 1000,
    )
  }
  for (const kind of ['keydown', 'pointerdown', 'pointermove'])
    document.addEventListener(kind, show)
  show()
}

// --- Idle: two minutes before the session ends there is a warning; one key extends it. What was typed stays.

const { idle, idleText, idleStay, idleOver } = document.body.dataset
if (idle !== undefined) {
  let warning
  let timers = []
  const restart = () => {
    warning?.remove()
    warning = undefined
    timers.forEach(clearTimeout)
    timers = [
      setTimeout(warn, (Number(idle) - 120) * 1000),
      setTimeout(() => ask(UNATTENDED), (Number(idle) + 1) * 1000),
    ]
  }
  // Another tab may have kept the session.
  const ask = async (headers) => {
    const answer = await fetch('/console/session', { headers }).catch(() => undefined)
    if (answer?.status === 204) restart()
    else warning?.replaceChildren(element('p', idleOver))
  }
  const warn = () => {
    warning = element('div')
    warning.className = 'flash warning notice'
    warning.setAttribute('role', 'alert')
    const stay = button(idleStay, () => ask({}))
    warning.append(element('p', idleText), stay)
    document.body.append(warning)
  }
  restart()
}
