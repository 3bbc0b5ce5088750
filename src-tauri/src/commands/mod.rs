//! What the page may ask, one function a [`Command`], a few lines each.
//!
//! A new command is a line in `handbook_wire::ipc`, a function here, a line in the list below and a
//! line in each capability file; the tests tell which of them is missing.

mod account;
mod caller;
mod card;
mod change;
mod directory;
mod event;
mod file;
mod handover;
mod identity;
mod link;
mod lock;
mod note;
mod notification;
mod people;
mod place;
mod post;
mod recent;
mod session;
mod sign_up;
mod social;

use handbook_wire::ErrorReply;
use handbook_wire::ipc::Command;
use tauri::Wry;
use tauri::ipc::Invoke;

/// What goes to the command `C`.
type Args<C> = <C as Command>::Args;
/// What comes back from the command `C`.
type Reply<C> = Result<<C as Command>::Reply, ErrorReply>;

macro_rules! commands {
    ($($module:ident::$name:ident),* $(,)?) => {
        /// Answers the page.
        pub fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($module::$name),*]
        }

        /// Names of the commands that are answered.
        #[cfg(test)]
        const HANDLED: &[&str] = &[$(stringify!($name)),*];
    };
}

commands![
    session::watch_status,
    session::login,
    session::logout,
    session::sync_now,
    directory::list_members,
    directory::list_favourites,
    directory::list_initials,
    directory::list_facets,
    directory::get_member,
    directory::get_contact,
    directory::search,
    recent::list_recent_searches,
    recent::add_recent_search,
    recent::list_recent_contacts,
    recent::clear_recent,
    place::list_places,
    place::list_mark,
    place::get_place,
    place::list_near,
    place::locate,
    place::get_tile,
    place::want_tiles,
    post::list_posts,
    post::get_post,
    post::mark_post,
    post::get_tally,
    event::answer_event,
    event::get_next_event,
    event::check_in,
    event::list_attended,
    event::drop_attended,
    event::save_event,
    event::save_event_file,
    post::list_answers,
    post::cast_vote,
    post::list_desk,
    post::open_sheet,
    post::keep_sheet,
    post::send_post,
    post::withdraw_post,
    post::drop_sheet,
    post::count_reach,
    post::list_readers,
    post::list_versions,
    notification::remind_readers,
    notification::get_notifications,
    notification::set_notifications,
    notification::register_push,
    caller::get_caller_id,
    caller::set_caller_id,
    note::set_note,
    change::get_own_company,
    change::set_audience,
    change::review_change,
    change::send_change,
    change::cancel_change,
    change::list_changes,
    file::file_states,
    file::fetch_file,
    file::stop_file,
    file::open_file,
    file::save_file,
    file::get_shelf,
    file::set_shelf,
    file::keep_file,
    file::clear_files,
    file::begin_pick,
    file::add_pick,
    file::send_pick,
    file::list_picks,
    file::drop_pick,
    people::list_staff,
    people::list_officers,
    people::list_board,
    people::find_people,
    note::list_lost_edits,
    note::dismiss_lost_edit,
    identity::get_coop,
    identity::get_document,
    identity::start_identity,
    identity::check_identity,
    identity::cancel_identity,
    identity::reset_password,
    account::change_password,
    account::get_profile,
    account::get_picture,
    account::set_picture,
    account::remove_picture,
    account::start_email,
    account::confirm_email,
    account::remove_email,
    account::withdraw,
    card::show_card,
    card::has_scanner,
    card::read_picture,
    card::read_code,
    social::start_social,
    social::check_social,
    social::cancel_social,
    social::unlink_social,
    account::list_sessions,
    account::end_session,
    account::set_up_second_factor,
    account::confirm_second_factor,
    sign_up::find_companies,
    sign_up::sign_up,
    sign_up::check_sign_up,
    sign_up::forget_sign_up,
    lock::get_lock,
    lock::set_lock,
    lock::unlock,
    link::open_link,
    handover::get_abilities,
    handover::save_contact,
    handover::share_contact,
    handover::save_contact_file,
    handover::copy_text,
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::HANDLED;

    #[test]
    fn every_command_of_the_wire_is_answered_and_no_other() {
        let handled: BTreeSet<&str> = HANDLED.iter().copied().collect();
        let declared: BTreeSet<&str> = handbook_wire::ipc::NAMES.iter().copied().collect();
        assert_eq!(handled, declared);
        assert_eq!(HANDLED.len(), handled.len(), "a command is listed twice");
    }

    /// What the page asks the scanner for on a phone; the plugin has no way in from here.
    const SCANNER: [&str; 4] = [
        "barcode-scanner:allow-request-permissions",
        "barcode-scanner:allow-scan",
        "barcode-scanner:allow-cancel",
        "barcode-scanner:allow-open-app-settings",
    ];

    #[test]
    fn capabilities_grant_our_commands_and_on_phones_the_scanner() {
        let declared: BTreeSet<String> = handbook_wire::ipc::NAMES
            .iter()
            .map(|name| format!("allow-{}", name.replace('_', "-")))
            .collect();
        for (file, more) in [
            (include_str!("../../../capabilities/desktop.json"), &[][..]),
            (
                include_str!("../../../capabilities/mobile.json"),
                &SCANNER[..],
            ),
        ] {
            let more = more.iter().map(|permission| (*permission).to_owned());
            let expected: BTreeSet<String> = declared.iter().cloned().chain(more).collect();
            let capability: serde_json::Value = serde_json::from_str(file).unwrap();
            let granted: BTreeSet<String> = capability["permissions"]
                .as_array()
                .unwrap()
                .iter()
                .map(|permission| permission.as_str().unwrap().to_owned())
                .collect();
            assert_eq!(granted, expected);
            assert!(
                capability.get("remote").is_none(),
                "no page from elsewhere may ask anything"
            );
        }
    }
}
