//! The ways that a member walks, in the real window, against the real server over TCP.

use std::path::{Path, PathBuf};

use handbook_tests::{Error, shots, walk};

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_handbook() -> Result<(), Error> {
    walk::whole(&pictures()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_memo_written_without_a_signal() -> Result<(), Error> {
    walk::memo(&pictures()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn over_the_map_to_a_card_and_back() -> Result<(), Error> {
    walk::map(&pictures()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn streets_come_when_they_are_wished_for() -> Result<(), Error> {
    walk::online_map(&pictures()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_app_is_told_of_what_its_owner_wants() -> Result<(), Error> {
    walk::notifications(&pictures()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn from_the_first_start_to_a_password_of_ones_own() -> Result<(), Error> {
    walk::first_start(&pictures()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forgotten_id_and_password() -> Result<(), Error> {
    walk::forgotten(&pictures()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_is_approved() -> Result<(), Error> {
    walk::sign_up(&pictures()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_log_in_with_an_authenticator_app() -> Result<(), Error> {
    walk::staff(&pictures()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_owner_adds_to_the_account_and_how_he_gives_it_up() -> Result<(), Error> {
    walk::profile(&pictures()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_app_is_locked_for_everybody_but_its_owner() -> Result<(), Error> {
    walk::lock(&pictures()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_phone_knows_whose_call_it_is() -> Result<(), Error> {
    walk::caller_id(&pictures()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_directory_by_what_companies_have_in_common() -> Result<(), Error> {
    walk::browse(&pictures()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_lately_is_remembered_here() -> Result<(), Error> {
    walk::recent(&pictures()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_be_done_with_a_company() -> Result<(), Error> {
    walk::card(&pictures()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_co_ops_own_people_and_other_orders() -> Result<(), Error> {
    walk::people(&pictures()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_company_is_corrected_by_its_own_people() -> Result<(), Error> {
    walk::correct(&pictures()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_held_out_to_another_phone() -> Result<(), Error> {
    walk::membership(&pictures()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn the_directory_by_keyboard_alone() -> Result<(), Error> {
    walk::keyboard(&pictures()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_thousand_companies() -> Result<(), Error> {
    walk::many(&pictures()).await
}

/// axe-core and the Tab key over every screen.
#[tokio::test(flavor = "multi_thread")]
async fn every_screen_is_for_everybody() -> Result<(), Error> {
    shots::judge_all().await
}

#[tokio::test(flavor = "multi_thread")]
async fn news_is_there_the_moment_it_is_published() -> Result<(), Error> {
    walk::read_news(&pictures()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn staff_write_news_in_the_app() -> Result<(), Error> {
    walk::write_news(&pictures()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn an_assembly_is_answered_and_attended() -> Result<(), Error> {
    walk::assembly(&pictures()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bereavement_is_told() -> Result<(), Error> {
    walk::bereavement(&pictures()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn votes_are_cast() -> Result<(), Error> {
    walk::votes(&pictures()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn in_the_window_and_under_the_fingers_of_a_phone() -> Result<(), Error> {
    walk::phone(&pictures()).await
}

#[tokio::test(flavor = "multi_thread")]
async fn news_with_files() -> Result<(), Error> {
    walk::news_with_files(&pictures()).await
}

/// Where each walk leaves its pictures.
fn pictures() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("walk")
}
