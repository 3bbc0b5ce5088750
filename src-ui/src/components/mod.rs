//! Parts that several screens share.

pub mod banner;
pub mod frame;
pub mod icon;
pub mod index_bar;
pub mod member_row;
pub mod row;
pub mod search_box;
pub mod state;
