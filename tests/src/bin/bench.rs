//! `./dev shots`: a picture of every screen in every state.
fn main() {}
