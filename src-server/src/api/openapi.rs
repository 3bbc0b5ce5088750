//! The OpenAPI document, from what stands at the handlers.

use axum::Json;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::{Modify, OpenApi};

use super::{
    account, app, change, coop, events, file, health, identity, post, schema, session, sign_up,
    snapshot, social, sync,
};

#[derive(OpenApi)]
#[openapi(
    info(title = "e수첩", description = "The authorities are docs/sync-protocol.md and docs/account-protocol.md."),
    paths(
        app::show_asset_links,
        app::show_site_association,
        app::show_app_link,
        health::show_health,
        health::say_hello,
        show_document,
        session::log_in,
        session::refresh_session,
        session::log_out,
        account::show_account,
        account::change_password,
        account::list_sessions,
        account::end_session,
        account::set_up_second_factor,
        account::confirm_second_factor,
        account::set_picture,
        account::remove_picture,
        account::show_picture,
        file::send_file,
        file::link_file,
        file::send_linked_file,
        file::begin_upload,
        file::append_upload,
        file::finish_upload,
        file::abandon_upload,
        account::issue_card,
        account::start_email,
        account::confirm_email,
        account::remove_email,
        account::withdraw,
        sync::pull_changes,
        snapshot::send_snapshot,
        sync::push_edits,
        events::stream_events,
        coop::show_coop,
        coop::show_document,
        coop::find_companies,
        identity::start_identity,
        identity::check_identity,
        identity::reset_password,
        identity::show_start,
        identity::take_callback,
        sign_up::sign_up,
        sign_up::check_sign_up,
        sign_up::list_sign_ups,
        sign_up::decide_sign_up,
        change::list_change_requests,
        change::decide_change_request,
        post::list_posts,
        post::show_post,
        post::write_post,
        post::remove_post,
        post::withdraw_post,
        post::list_post_versions,
        post::list_post_readers,
        post::count_reach,
        social::start_social,
        social::check_social,
        social::unlink_social,
        social::show_social,
        social::take_return,
        social::take_notice,
    ),
    components(schemas(
        schema::Agency,
        schema::Agreement,
        schema::Attachment,
        schema::Picture,
        schema::UploadRequest,
        schema::UploadReply,
        schema::LinkRequest,
        schema::LinkReply,
        schema::CardKey,
        schema::CardReply,
        schema::CardRequest,
        schema::CompanyName,
        schema::CompanyNames,
        schema::Coop,
        schema::Document,
        schema::DocumentText,
        schema::IdentityCheck,
        schema::IdentityFailure,
        schema::IdentityReply,
        schema::IdentityRequest,
        schema::IdentityStarted,
        schema::Occasion,
        schema::Purpose,
        schema::ResetPassword,
        schema::SignUp,
        schema::SignUpCheck,
        schema::SignUpDecision,
        schema::SignUpList,
        schema::SignUpReceived,
        schema::SignUpRequest,
        schema::SignUpState,
        schema::FieldChange,
        schema::Decision,
        schema::RequestState,
        schema::ChangeEntry,
        schema::ChangeList,
        schema::ChangeDecision,
        schema::PostKind,
        schema::PostState,
        schema::Targets,
        schema::PostDraft,
        schema::PostWrite,
        schema::PostEntry,
        schema::PostList,
        schema::PostWithdrawal,
        schema::PostVersion,
        schema::PostHistory,
        schema::PostReach,
        schema::CompanyReaders,
        schema::PostReaders,
        schema::Account,
        schema::AccountEvent,
        schema::ChangePassword,
        schema::DeviceSession,
        schema::EmailChange,
        schema::EmailCode,
        schema::Withdrawal,
        schema::SocialProvider,
        schema::SocialPurpose,
        schema::SocialRequest,
        schema::SocialStarted,
        schema::SocialCheck,
        schema::SocialReply,
        schema::SocialFailure,
        schema::Phone,
        schema::Profile,
        schema::SecondFactorCode,
        schema::SecondFactorSetup,
        schema::SessionList,
        schema::Device,
        schema::Edit,
        schema::EditResult,
        schema::ErrorCode,
        schema::ErrorReply,
        schema::Health,
        schema::HelloReply,
        schema::LoginRequest,
        schema::LostField,
        schema::Outcome,
        schema::PullReply,
        schema::PullRequest,
        schema::PushReply,
        schema::PushRequest,
        schema::RefreshRequest,
        schema::Role,
        schema::SessionReply,
        schema::Step,
        schema::TileLayer,
    )),
    modifiers(&Bearer)
)]
struct Document;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        if let Some(components) = &mut document.components {
            let bearer = SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer));
            components.add_security_scheme("session", bearer);
        }
    }
}

/// The OpenAPI document of all routes.
pub fn document() -> utoipa::openapi::OpenApi {
    Document::openapi()
}

/// This document.
#[utoipa::path(get, path = "/v1/openapi.json", responses((status = 200, description = "OpenAPI")))]
pub(super) async fn show_document() -> Json<utoipa::openapi::OpenApi> {
    Json(document())
}
