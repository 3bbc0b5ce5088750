//! The screens by address, and going from one to another.
//!
//! A route is a value, so a link to a screen that doesn't exist does not compile. The browser's own
//! history carries the way back, which the system's back gesture uses.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

/// A screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// 홈.
    Home,
    /// 로그인.
    Login,
    /// 조합원사.
    Directory,
    /// 조건으로 찾기.
    Filter,
    /// 품목별.
    Products,
    /// 지회별.
    Branches,
    /// The card of the company with this record id.
    Member(String),
    /// 명함 of the company with this record id.
    Contact(String),
    /// 지도.
    Map,
    /// 지도 at the company with this record id.
    MapAt(String),
    /// 임원.
    Officers,
    /// 조합직원.
    Staff,
    /// 조합소식.
    News,
    /// The post with this record id.
    Post(String),
    /// 소식 쓰기, for staff.
    Desk,
    /// A post that staff write; a new one without an id.
    Write(String),
    /// Who has read a post.
    Readers(String),
    /// What was done with a post.
    Versions(String),
    /// Who comes to the event of a post.
    Answers(String),
    /// Who is at the event of a post, noted by staff.
    Attendance(String),
    /// 나.
    Me,
    /// 저장 공간.
    Shelf,
    /// 조합원증.
    Membership,
    /// QR 읽기.
    Scan,
    /// 내 계정.
    Account,
    /// 우리 회사 정보.
    OwnCompany,
    /// 정보 고치기.
    EditCompany,
    /// 신청 내역.
    Changes,
    /// The change request with this record id.
    Change(String),
    /// 로그인한 기기.
    Devices,
    /// 재인증.
    Verify,
    /// 휴대폰 번호 변경.
    ChangeMobile,
    /// 알림.
    Notifications,
    /// 이메일 변경.
    Email,
    /// The way to a provider of accounts.
    Social,
    /// 서비스 탈퇴.
    Withdraw,
    /// 회원가입.
    SignUp,
    /// 아이디 · 비밀번호 찾기.
    Find,
    /// An address without a screen.
    Unknown,
}

impl Route {
    /// The address.
    pub fn path(&self) -> String {
        match self {
            Route::Home | Route::Unknown => "/".into(),
            Route::Login => "/login".into(),
            Route::Directory => "/directory".into(),
            Route::Filter => "/filter".into(),
            Route::Products => "/products".into(),
            Route::Branches => "/branches".into(),
            Route::Member(id) => format!("/member/{}", encode(id)),
            Route::Contact(id) => format!("/contact/{}", encode(id)),
            Route::Map => "/map".into(),
            Route::MapAt(id) => format!("/map/{}", encode(id)),
            Route::Officers => "/officers".into(),
            Route::Staff => "/staff".into(),
            Route::News => "/news".into(),
            Route::Post(id) => format!("/news/{}", encode(id)),
            Route::Desk => "/desk".into(),
            Route::Write(id) => format!("/write/{}", encode(id)),
            Route::Readers(id) => format!("/readers/{}", encode(id)),
            Route::Versions(id) => format!("/versions/{}", encode(id)),
            Route::Answers(id) => format!("/answers/{}", encode(id)),
            Route::Attendance(id) => format!("/attendance/{}", encode(id)),
            Route::Me => "/me".into(),
            Route::Shelf => "/storage".into(),
            Route::Membership => "/membership".into(),
            Route::Scan => "/scan".into(),
            Route::Account => "/account".into(),
            Route::OwnCompany => "/company".into(),
            Route::EditCompany => "/edit-company".into(),
            Route::Changes => "/changes".into(),
            Route::Change(id) => format!("/changes/{}", encode(id)),
            Route::Devices => "/devices".into(),
            Route::Verify => "/verify".into(),
            Route::ChangeMobile => "/mobile".into(),
            Route::Notifications => "/notifications".into(),
            Route::Email => "/email".into(),
            Route::Social => "/social".into(),
            Route::Withdraw => "/withdraw".into(),
            Route::SignUp => "/sign-up".into(),
            Route::Find => "/find".into(),
        }
    }

    /// The screen at `path`.
    pub fn parse(path: &str) -> Self {
        let path = path.trim_matches('/');
        match path.split_once('/') {
            Some(("member", id)) if !id.is_empty() => {
                decode(id).map_or(Route::Unknown, Route::Member)
            }
            Some(("contact", id)) if !id.is_empty() => {
                decode(id).map_or(Route::Unknown, Route::Contact)
            }
            Some(("changes", id)) if !id.is_empty() => {
                decode(id).map_or(Route::Unknown, Route::Change)
            }
            Some(("news", id)) if !id.is_empty() => decode(id).map_or(Route::Unknown, Route::Post),
            Some(("write", id)) => decode(id).map_or(Route::Unknown, Route::Write),
            Some(("readers", id)) if !id.is_empty() => {
                decode(id).map_or(Route::Unknown, Route::Readers)
            }
            Some(("versions", id)) if !id.is_empty() => {
                decode(id).map_or(Route::Unknown, Route::Versions)
            }
            Some(("answers", id)) if !id.is_empty() => {
                decode(id).map_or(Route::Unknown, Route::Answers)
            }
            Some(("attendance", id)) if !id.is_empty() => {
                decode(id).map_or(Route::Unknown, Route::Attendance)
            }
            Some(("map", id)) if !id.is_empty() => decode(id).map_or(Route::Unknown, Route::MapAt),
            Some(_) => Route::Unknown,
            None => match path {
                "" | "index.html" => Route::Home,
                "login" => Route::Login,
                "directory" => Route::Directory,
                "filter" => Route::Filter,
                "products" => Route::Products,
                "branches" => Route::Branches,
                "map" => Route::Map,
                "officers" => Route::Officers,
                "staff" => Route::Staff,
                "news" => Route::News,
                "desk" => Route::Desk,
                "write" => Route::Write(String::new()),
                "me" => Route::Me,
                "storage" => Route::Shelf,
                "membership" => Route::Membership,
                "scan" => Route::Scan,
                "account" => Route::Account,
                "company" => Route::OwnCompany,
                "edit-company" => Route::EditCompany,
                "changes" => Route::Changes,
                "devices" => Route::Devices,
                "verify" => Route::Verify,
                "mobile" => Route::ChangeMobile,
                "notifications" => Route::Notifications,
                "email" => Route::Email,
                "social" => Route::Social,
                "withdraw" => Route::Withdraw,
                "sign-up" => Route::SignUp,
                "find" => Route::Find,
                _ => Route::Unknown,
            },
        }
    }

    /// The tab that the screen belongs to.
    pub fn tab(&self) -> Route {
        match self {
            Route::Directory
            | Route::Filter
            | Route::Products
            | Route::Branches
            | Route::Member(_)
            | Route::Contact(_) => Route::Directory,
            Route::Map | Route::MapAt(_) => Route::Map,
            Route::News
            | Route::Post(_)
            | Route::Desk
            | Route::Write(_)
            | Route::Readers(_)
            | Route::Versions(_)
            | Route::Answers(_)
            | Route::Attendance(_) => Route::News,
            Route::Me
            | Route::Shelf
            | Route::Membership
            | Route::Scan
            | Route::Account
            | Route::OwnCompany
            | Route::EditCompany
            | Route::Changes
            | Route::Change(_)
            | Route::Devices
            | Route::Verify
            | Route::ChangeMobile
            | Route::Notifications
            | Route::Email
            | Route::Withdraw => Route::Me,
            _ => Route::Home,
        }
    }
}

/// Percent-encodes everything but letters, digits, `-`, `_` and `.`.
fn encode(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            encoded.push(char::from(byte));
        } else {
            encoded.push('%');
            for digit in [byte >> 4, byte & 15] {
                encoded.extend(char::from_digit(u32::from(digit), 16));
            }
        }
    }
    encoded
}

fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        let (high, low) = (digit()?, digit()?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok()
}

/// Where the app is, and the way back.
#[derive(Clone, Copy)]
pub struct Router {
    route: RwSignal<Route>,
    /// Screens behind this one that the app itself has opened.
    depth: RwSignal<i32>,
    /// Changes of screen so far.
    moves: RwSignal<u32>,
    /// Whether something lies over the screen that the way back takes away.
    covered: RwSignal<bool>,
}

impl Router {
    /// Starts at the window's address and follows the back gesture.
    pub fn start() -> Self {
        let here = Route::parse(&window().location().pathname().unwrap_or_default());
        let router = Self {
            route: RwSignal::new(here),
            depth: RwSignal::new(depth_of_entry()),
            moves: RwSignal::new(0),
            covered: RwSignal::new(false),
        };
        let handle = window_event_listener(leptos::ev::popstate, move |_| {
            router.depth.set(depth_of_entry());
            // The entry that is left was of what lay over the screen: the screen stays.
            if router.covered.get_untracked() {
                return router.covered.set(false);
            }
            router.show(Route::parse(
                &window().location().pathname().unwrap_or_default(),
            ));
        });
        on_cleanup(move || handle.remove());
        router
    }

    /// The screen that is shown; tracked.
    pub fn route(self) -> Route {
        self.route.get()
    }

    /// The screen that is shown; not tracked.
    pub fn route_untracked(self) -> Route {
        self.route.get_untracked()
    }

    /// Whether a screen was left since the start, so that focus should move to the new one.
    pub fn has_moved(self) -> bool {
        self.moves.get_untracked() > 0
    }

    /// Opens a screen; the one before stays behind it.
    pub fn go(self, route: Route) {
        if self.covered.get_untracked() {
            // The entry of what lay over the screen becomes the new screen's.
            self.covered.set(false);
            return self.replace(route);
        }
        if route == self.route.get_untracked() {
            return;
        }
        let depth = self.depth.get_untracked() + 1;
        self.depth.set(depth);
        if let Ok(history) = window().history() {
            let _ = history.push_state_with_url(&JsValue::from(depth), "", Some(&route.path()));
        }
        self.show(route);
    }

    /// Opens a screen in place of this one.
    pub fn replace(self, route: Route) {
        if let Ok(history) = window().history() {
            let depth = JsValue::from(self.depth.get_untracked());
            let _ = history.replace_state_with_url(&depth, "", Some(&route.path()));
        }
        self.show(route);
    }

    /// Whether something lies over the screen; tracked.
    pub fn is_covered(self) -> bool {
        self.covered.get()
    }

    /// Something is laid over the screen, and the way back takes it away.
    pub fn cover(self) {
        if self.covered.get_untracked() {
            return;
        }
        let depth = self.depth.get_untracked() + 1;
        self.depth.set(depth);
        if let Ok(history) = window().history() {
            let _ = history.push_state_with_url(&JsValue::from(depth), "", None);
        }
        self.covered.set(true);
    }

    /// What lies over the screen is taken away.
    pub fn uncover(self) {
        if self.covered.get_untracked()
            && let Ok(history) = window().history()
        {
            let _ = history.back();
        }
    }

    /// Back to the screen before, or to `otherwise` when the app started here.
    pub fn back(self, otherwise: Route) {
        if self.depth.get_untracked() > 0
            && let Ok(history) = window().history()
        {
            let _ = history.back();
            return;
        }
        self.replace(otherwise);
    }

    fn show(self, route: Route) {
        self.moves.update(|moves| *moves += 1);
        self.route.set(route);
    }
}

#[expect(clippy::cast_possible_truncation, reason = "a count of screens")]
fn depth_of_entry() -> i32 {
    let state = window()
        .history()
        .ok()
        .and_then(|history| history.state().ok());
    state.and_then(|state| state.as_f64()).unwrap_or(0.0) as i32
}

/// The router of the app.
pub fn use_router() -> Router {
    expect_context()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_screen_has_an_address_of_its_own() {
        for route in [
            Route::Home,
            Route::Login,
            Route::Directory,
            Route::Products,
            Route::Branches,
            Route::Member("m-0421".into()),
            Route::Member("한빛/%2F ?".into()),
            Route::Map,
            Route::MapAt("m-0421".into()),
            Route::Officers,
            Route::Staff,
            Route::Answers("0a".into()),
            Route::Attendance("0a".into()),
            Route::Me,
            Route::Shelf,
            Route::Membership,
            Route::Scan,
            Route::Account,
            Route::OwnCompany,
            Route::EditCompany,
            Route::Changes,
            Route::Change("7.0a".into()),
            Route::Devices,
            Route::Notifications,
            Route::Verify,
            Route::ChangeMobile,
            Route::SignUp,
            Route::Find,
        ] {
            assert_eq!(Route::parse(&route.path()), route);
        }
    }

    #[test]
    fn a_foreign_address_is_no_screen() {
        for path in [
            "/nowhere",
            "/member/",
            "/member",
            "/member/%f",
            "/member/%ff",
            "/me/x",
        ] {
            assert_eq!(Route::parse(path), Route::Unknown, "{path}");
        }
        assert_eq!(Route::parse("/index.html"), Route::Home);
    }
}
