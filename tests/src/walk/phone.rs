//! What a phone does to the page: bars and cut-outs of its own, turning, a split screen, fingers.

use std::path::Path;

use serde_json::Value;

use crate::window::{PHONE, Size, Window};
use crate::{Error, wait_for};

use super::{LOGIN, PASSWORD, accept_notice, log_in, sample_coop};

/// A window of a phone, and what it keeps of it for itself: top, right, bottom, left.
struct Phone {
    name: &'static str,
    size: Size,
    kept: [u32; 4],
}

const PHONES: [Phone; 7] = [
    Phone {
        name: "iphone",
        size: Size(393, 852),
        kept: [59, 0, 34, 0],
    },
    Phone {
        name: "iphone-turned",
        size: Size(852, 393),
        kept: [0, 59, 21, 59],
    },
    Phone {
        name: "iphone-small",
        size: Size(375, 667),
        kept: [20, 0, 0, 0],
    },
    Phone {
        name: "android-gestures",
        size: Size(412, 915),
        kept: [36, 0, 24, 0],
    },
    Phone {
        name: "android-buttons",
        size: Size(360, 640),
        kept: [24, 0, 48, 0],
    },
    Phone {
        name: "split",
        size: Size(360, 420),
        kept: [0, 0, 24, 0],
    },
    Phone {
        name: "unfolded",
        size: Size(673, 841),
        kept: [32, 0, 24, 0],
    },
];

/// Screens in every phone's window, each part of them where a finger and an eye reach it; a list pulled
/// down; a long press; the way back by the edge.
///
/// # Errors
/// At the first station that is not as it should be; says which.
pub async fn phone(pictures: &Path) -> Result<(), Error> {
    let mut server = sample_coop()?;
    server.start().await?;
    let mut window = Window::new(&server.url())?;
    window.open(PHONE).await?;
    let folder = pictures.join("phones");
    for phone in &PHONES {
        keep(&window, phone).await?;
        look(
            &window,
            &folder,
            phone,
            "notice",
            &["[data-test=notice-ok]"],
        )
        .await?;
    }
    accept_notice(&window).await?;
    log_in(&window, LOGIN, PASSWORD).await?;
    window.see("[data-test=home-search]").await?;

    for (name, tab, content, touched) in [
        (
            "home",
            "nav-home",
            "[data-test=home-search]",
            "[data-test=nav-me]",
        ),
        (
            "directory",
            "nav-directory",
            "[data-test=member-row]",
            "[data-test=search-box]",
        ),
        ("map", "nav-map", "[data-test=map]", "[data-test=nav-home]"),
        ("me", "nav-me", "[data-test=me]", "[data-test=nav-news]"),
    ] {
        for phone in &PHONES {
            keep(&window, phone).await?;
            window.tap(&format!("[data-test={tab}]")).await?;
            window.see(content).await?;
            look(
                &window,
                &folder,
                phone,
                name,
                &[touched, "h1", ".tabbar .tab"],
            )
            .await?;
        }
    }
    keep(&window, &PHONES[0]).await?;
    pull(&window, &folder).await?;
    press_long(&window).await?;
    back(&window).await?;
    along_the_bar(&window).await?;
    window.close().await
}

/// Makes the window that phone's, with room kept as its system would.
async fn keep(window: &Window, phone: &Phone) -> Result<(), Error> {
    let [top, right, bottom, left] = phone.kept;
    let resized = window.resize(phone.size).await;
    resized.map_err(|error| format!("{}: {error}", phone.name))?;
    let kept = format!(
        "const root = document.documentElement.style; \
         for (const [side, by] of [['top', {top}], ['right', {right}], ['bottom', {bottom}], ['left', {left}]]) \
           root.setProperty('--safe-' + side, by + 'px')"
    );
    window.script(&kept).await?;
    window.still().await
}

/// Pictures a screen, once each of `reached` lies whole within what the phone leaves, nothing is wider than
/// the window, and no finger's place is smaller than 48 pixels.
async fn look(
    window: &Window,
    folder: &Path,
    phone: &Phone,
    screen: &str,
    reached: &[&str],
) -> Result<(), Error> {
    let [top, right, bottom, left] = phone.kept;
    let script = format!(
        "const wrong = []; \
         const wide = document.documentElement.scrollWidth - innerWidth; \
         if (wide > 0) wrong.push('the page is wider by ' + wide); \
         for (const css of {}) for (const element of document.querySelectorAll(css)) {{ \
           const box = element.getBoundingClientRect(); \
           if (box.width === 0) continue; \
           if (box.top < {top} - 1 || box.left < {left} - 1 || box.right > innerWidth - {right} + 1 \
               || box.bottom > innerHeight - {bottom} + 1) \
             wrong.push(css + ' at ' + [box.left, box.top, box.right, box.bottom].map(Math.round)); \
           if (element.matches('a, button, input') && box.height < 48) wrong.push(css + ' is ' + box.height + ' high'); \
         }} return wrong",
        serde_json::to_string(reached)?
    );
    let name = format!("{}-{screen}", phone.name);
    window.picture(&folder.join(format!("{name}.png"))).await?;
    let found = window.script(&script).await?;
    match found.as_array().is_some_and(Vec::is_empty) {
        true => Ok(()),
        false => Err(format!("{name}: {found}").into()),
    }
}

/// A finger at (x, y) of the window, `kind` as the page is told of it.
async fn finger(window: &Window, kind: &str, x: u32, y: u32) -> Result<Value, Error> {
    // The driver has no fingers: the page is told as a touch screen would tell it.
    let script = format!(
        "const on = document.elementFromPoint({x}, {y}); \
         const told = new Event('{kind}', {{bubbles: true, cancelable: true}}); \
         const touches = '{kind}' === 'touchend' ? [] : [{{clientX: {x}, clientY: {y}}}]; \
         Object.defineProperty(told, 'touches', {{value: touches}}); \
         on.dispatchEvent(told); return on.className"
    );
    window.script(&script).await
}

/// A list that shows its beginning is pulled down: a little is nothing, enough brings it up to date.
async fn pull(window: &Window, folder: &Path) -> Result<(), Error> {
    window.tap("[data-test=nav-home]").await?;
    window.see("[data-test=home]").await?;
    finger(window, "touchstart", 200, 300).await?;
    finger(window, "touchmove", 200, 380).await?;
    window.see("[data-test=pull]").await?;
    finger(window, "touchend", 200, 380).await?;
    window.see_gone("[data-test=pull]").await?;

    finger(window, "touchstart", 200, 300).await?;
    finger(window, "touchmove", 200, 480).await?;
    window.picture(&folder.join("pulled.png")).await?;
    finger(window, "touchend", 200, 480).await?;
    window.see("[data-test=pull].busy").await?;
    window.see_gone("[data-test=pull]").await?;

    // A finger that goes sideways means something else.
    finger(window, "touchstart", 100, 300).await?;
    finger(window, "touchmove", 300, 330).await?;
    finger(window, "touchend", 300, 330).await?;
    window.see_gone("[data-test=pull]").await
}

/// A company that is pressed long offers what can be done with it, and is not opened.
async fn press_long(window: &Window) -> Result<(), Error> {
    window.tap("[data-test=nav-directory]").await?;
    window.see("[data-test=member-row]").await?;
    let press = "const row = document.querySelector('[data-menu]'); const box = row.getBoundingClientRect(); \
        const at = {bubbles: true, pointerType: 'touch', clientX: box.x + 20, clientY: box.y + 20}; \
        row.dispatchEvent(new PointerEvent('pointerdown', at)); \
        setTimeout(() => { row.dispatchEvent(new PointerEvent('pointerup', at)); \
          row.dispatchEvent(new MouseEvent('click', at)); }, 700)";
    window.script(press).await?;
    window.see("[role=dialog]").await?;
    window.see("[data-test=member-row]").await?;
    Ok(())
}

/// A finger on the bar of initials leads through the list, and feels each letter once.
async fn along_the_bar(window: &Window) -> Result<(), Error> {
    window.see("[data-test=index-item]").await?;
    let drag = "const bar = document.querySelector('[data-test=index]'); const felt = []; \
        Object.defineProperty(navigator, 'vibrate', {value: ms => felt.push(ms), configurable: true}); \
        const items = [...bar.children].map(one => one.getBoundingClientRect()); \
        const at = y => ({bubbles: true, pointerType: 'touch', pointerId: 1, clientX: items[0].x + 5, clientY: y}); \
        const middle = one => one.y + one.height / 2; const [first, last] = [items[0], items.at(-1)]; \
        bar.dispatchEvent(new PointerEvent('pointerdown', at(middle(first)))); \
        bar.dispatchEvent(new PointerEvent('pointermove', at(middle(first) + 1))); \
        bar.dispatchEvent(new PointerEvent('pointermove', at(middle(last)))); \
        bar.dispatchEvent(new PointerEvent('pointerup', at(middle(last)))); \
        return [felt.length, document.querySelector('[data-test=roster] .scroll').scrollTop > 0]";
    let felt = window.script(drag).await?;
    if felt != serde_json::json!([2, true]) {
        return Err(format!("along the bar: {felt}").into());
    }
    let back = "document.querySelector('[data-test=roster] .scroll').scrollTop = 0";
    window.script(back).await?;
    Ok(())
}

/// The system's way back takes away what lies over the screen, then leads to the screen before.
async fn back(window: &Window) -> Result<(), Error> {
    window.script("history.back()").await?;
    window.see_gone("[role=dialog]").await?;
    window.see("[data-test=member-row]").await?;
    window.tap("[data-test=member-row] .open").await?;
    window.see("[data-test=back]").await?;
    window.script("history.back()").await?;
    wait_for("the list again", || async {
        let script = "return location.pathname";
        (window.script(script).await.ok()? == "/directory").then_some(())
    })
    .await
}
