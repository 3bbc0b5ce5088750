//! Parts that several screens share.

pub mod agreement;
pub mod banner;
pub mod company_search;
pub mod field;
pub mod file_picker;
pub mod files;
pub mod form;
pub mod frame;
pub mod icon;
pub mod index_bar;
pub mod member_row;
pub mod password_form;
pub mod people;
pub mod portrait;
pub mod qr;
pub mod recent_searches;
pub mod rich_text;
pub mod roster;
pub mod row;
pub mod search_box;
pub mod search_field;
pub mod state;
