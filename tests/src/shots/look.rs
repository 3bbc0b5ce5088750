//! The phones and settings that every screen is pictured with.

use crate::window::{PHONE, SMALL_PHONE, Size, TABLET, TABLET_WIDE};

/// How the phone is set.
pub(super) struct Look {
    pub(super) name: &'static str,
    pub(super) size: Size,
    /// Per cent of the text size, as the app sets it.
    pub(super) text: u16,
    /// Per cent of the text size in all, where the system's own comes besides.
    pub(super) zoom: Option<u16>,
    pub(super) dark: bool,
}

pub(super) const LOOKS: [Look; 6] = [
    Look {
        name: "phone",
        size: PHONE,
        text: 100,
        zoom: None,
        dark: false,
    },
    Look {
        name: "small-large-text",
        size: SMALL_PHONE,
        text: 160,
        zoom: None,
        dark: false,
    },
    Look {
        name: "small-double-text",
        size: SMALL_PHONE,
        text: 160,
        zoom: Some(200),
        dark: false,
    },
    Look {
        name: "dark",
        size: PHONE,
        text: 100,
        zoom: None,
        dark: true,
    },
    Look {
        name: "tablet",
        size: TABLET,
        text: 100,
        zoom: None,
        dark: false,
    },
    Look {
        name: "tablet-wide",
        size: TABLET_WIDE,
        text: 100,
        zoom: None,
        dark: false,
    },
];
