//! What every screen must be for everybody: axe-core (npm) finds nothing in any theme, and every
//! control that is seen has a name and is reached by the keyboard.

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde_json::Value;

use crate::window::Window;
use crate::{Error, peer};

/// Themes and contrasts that each screen is judged in, the plain one first.
const THEMES: [(&str, &str); 4] = [
    ("light", "normal"),
    ("dark", "normal"),
    ("light", "more"),
    ("dark", "more"),
];

/// The Tab key, as WebDriver names it.
const TAB: &str = "\u{e004}";
/// Stops besides the controls: groups and headings that take the focus.
const SPARE: usize = 8;

/// Runs axe-core with every rule or, in a further theme, those of colours. Enhanced contrast is asked
/// of the contrast setting alone.
const AXE: &str = r"
const [which, done] = arguments;
const more = document.documentElement.dataset.contrast === 'more';
const colours = [more ? 'color-contrast-enhanced' : 'color-contrast'];
const options = { resultTypes: ['violations'] };
if (which === 'colours') options.runOnly = { type: 'rule', values: colours };
axe.run(document, options).then(({ violations }) => done(violations.flatMap(({ id, nodes }) =>
  nodes.map(({ target, html, any }) =>
    `${id}: ${target.join(' ')}: ${html.slice(0, 160)} (${any.map(one => one.message)[0] || ''})`))),
  error => done([`axe: ${error}`]));
";

/// The controls that are seen and can be used, and from here on those that the focus has reached.
const START: &str = r#"
const seen = element => element.checkVisibility({ visibilityProperty: true })
  && element.getBoundingClientRect().width > 0
  && !element.closest('[inert], [aria-hidden=true]');
const words = id => document.getElementById(id)?.innerText || '';
const name = element => (element.getAttribute('aria-label')
  || (element.getAttribute('aria-labelledby') || '').split(' ').map(words).join('')
  || [...(element.labels || [])].map(label => label.innerText).join('')
  || element.innerText || element.title || '').trim();
const kinds = 'a[href], button, input, select, textarea, summary, [role=button], [role=link], '
  + '[role=slider], [role=radio], [role=switch], [role=tab], [role=checkbox], [role=menuitem]';
const controls = [...document.querySelectorAll(kinds)].filter(one => seen(one) && !one.disabled);
const reached = new Set();
// A row that is filled anew as the list is scrolled holds other controls each time.
const shown = new Set();
const reach = ({ target }) => {
  const row = target.closest('[data-id]');
  reached.add(target);
  shown.add(row ? `${row.dataset.id} ${target.dataset.test}` : target);
};
document.addEventListener('focusin', reach, true);
const had = document.activeElement;
// The Tab key goes on from where the focus was last: from the top, then.
const start = document.createElement('span');
start.tabIndex = -1;
document.body.prepend(start);
start.focus();
const scrolled = [...document.querySelectorAll('.scroll')].map(one => [one, one.scrollTop]);
window.keyboard = { controls, reached, shown, reach, had, scrolled, start };
return [controls.length, controls.filter(one => !name(one)).map(one => one.outerHTML.slice(0, 160))];
"#;

/// What the focus has not reached, once the Tab key has been pressed as often as there are controls.
/// A list that is drawn as it is scrolled gives ever more of them: then what lies behind the last one
/// that was reached is not asked for. What has gone meanwhile is not either. Of radio buttons with one
/// name Tab reaches one, and the arrow keys the others.
const END: &str = r"
const { controls, reached, shown, reach, had, scrolled, start } = window.keyboard;
document.removeEventListener('focusin', reach, true);
const last = controls.findLastIndex(one => reached.has(one));
const asked = shown.size < controls.length ? controls : controls.slice(0, last + 1);
const group = one => one.type !== 'radio' ? [one]
  : controls.filter(other => other.type === 'radio' && other.name === one.name);
const missed = one => one.isConnected && !group(one).some(other => reached.has(other));
const lines = asked.filter(missed).map(one => one.outerHTML.slice(0, 160));
document.activeElement?.blur();
start.remove();
scrolled.forEach(([one, top]) => { one.scrollTop = top; });
if (had?.isConnected && had !== document.body) had.focus({ preventScroll: true });
delete window.keyboard;
return lines;
";

/// Collects what is wrong.
pub(super) struct Judge {
    axe: String,
    /// Each fault and the first screen that has it.
    found: Mutex<BTreeMap<String, String>>,
    last: Mutex<Value>,
}

impl Judge {
    /// With axe-core as `./dev test` installs it.
    pub(super) fn new() -> Result<Self, Error> {
        let file = peer::tools()?.join("node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(&file).map_err(|error| {
            let file = file.display();
            format!("{file}: {error}: run ./dev test once, it installs axe-core")
        })?;
        Ok(Self {
            axe,
            found: Mutex::default(),
            last: Mutex::default(),
        })
    }

    /// Judges the screen that is shown, unless it is the same as at the last look.
    pub(super) async fn look(&self, window: &Window, screen: &str) -> Result<(), Error> {
        window.still().await?;
        let page = window.script("return document.body.innerHTML").await?;
        if std::mem::replace(&mut *self.last.lock().map_err(poisoned)?, page.clone()) == page {
            return Ok(());
        }
        if window.script("return !window.axe").await? == true {
            window.script(&self.axe).await?;
        }
        let root = "const root = document.documentElement.dataset;";
        let own = format!("{root} return [root.theme, root.contrast]");
        let own = window.script(&own).await?;
        for (theme, contrast) in THEMES {
            let set = format!("{root} root.theme = '{theme}'; root.contrast = '{contrast}'");
            window.script(&set).await?;
            window.still().await?;
            let plain = (theme, contrast) == THEMES[0];
            let which = if plain { "all" } else { "colours" };
            let lines = serde_json::from_value(window.script_async(AXE, which).await?)?;
            self.note(&format!("{screen}, {theme}, contrast {contrast}"), lines)?;
        }
        let back = format!("{root} [root.theme, root.contrast] = {own}");
        window.script(&back).await?;
        self.press_through(window, screen).await
    }

    /// Presses the Tab key until every control must have had the focus.
    async fn press_through(&self, window: &Window, screen: &str) -> Result<(), Error> {
        let (count, nameless): (usize, Vec<String>) =
            serde_json::from_value(window.script(START).await?)?;
        window.press(&TAB.repeat(count + SPARE)).await?;
        let missed: Vec<String> = serde_json::from_value(window.script(END).await?)?;
        let nameless = nameless.into_iter().map(|what| format!("no name: {what}"));
        let missed = missed
            .into_iter()
            .map(|what| format!("not reached by Tab: {what}"));
        self.note(screen, nameless.chain(missed).collect())
    }

    fn note(&self, screen: &str, lines: Vec<String>) -> Result<(), Error> {
        let mut found = self.found.lock().map_err(poisoned)?;
        for line in lines {
            found.entry(line).or_insert_with(|| screen.to_owned());
        }
        Ok(())
    }

    /// Nothing, or all that is wrong.
    pub(super) fn verdict(&self) -> Result<(), Error> {
        let found = self.found.lock().map_err(poisoned)?;
        if found.is_empty() {
            return Ok(());
        }
        let lines: Vec<String> = found
            .iter()
            .map(|(fault, screen)| format!("{screen}: {fault}"))
            .collect();
        Err(format!("{} faults:\n{}", lines.len(), lines.join("\n")).into())
    }
}

fn poisoned<T>(_: std::sync::PoisonError<T>) -> Error {
    "the judge has panicked".into()
}
