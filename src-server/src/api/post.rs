//! 조합소식, as staff write it. Members read it by sync.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use handbook_wire::entity::Targets;
use handbook_wire::post::{
    PostAnswers, PostEntry, PostHistory, PostList, PostReach, PostReaders, PostTally,
    PostWithdrawal, PostWrite,
};

use super::body::Body;
use super::failure::Refusal;
use super::schema::{self, ErrorReply};
use crate::service::{Caller, Service};

/// The posts that were changed last, without their bodies.
#[utoipa::path(get, path = "/v1/staff/posts",
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    security(("session" = [])),
    responses((status = 200, body = schema::PostList), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn list_posts(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<PostList>, Refusal> {
    let list = service.run(move |service| service.list_posts(&caller));
    Ok(Json(list.await?))
}

/// One post.
#[utoipa::path(get, path = "/v1/staff/posts/{id}",
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1),
        ("id" = String, Path, description = "From the list", example = "0123456789abcdef0123456789abcdef")),
    security(("session" = [])),
    responses((status = 200, body = schema::PostEntry), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn show_post(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<Json<PostEntry>, Refusal> {
    let entry = service.run(move |service| service.find_post(&caller, &id));
    Ok(Json(entry.await?))
}

/// Keeps a draft, publishes or schedules it, or changes what is published. The app chooses the id of a
/// new one.
#[utoipa::path(put, path = "/v1/staff/posts/{id}", request_body = schema::PostWrite,
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1),
        ("id" = String, Path, description = "32 hexadecimal digits", example = "0123456789abcdef0123456789abcdef")),
    security(("session" = [])),
    responses((status = 200, body = schema::PostEntry), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn write_post(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Body(write): Body<PostWrite>,
) -> Result<Json<PostEntry>, Refusal> {
    let entry = service.run(move |service| service.write_post(&caller, &id, write));
    Ok(Json(entry.await?))
}

/// Forgets a draft that was never published.
#[utoipa::path(delete, path = "/v1/staff/posts/{id}",
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1),
        ("id" = String, Path, description = "From the list", example = "0123456789abcdef0123456789abcdef")),
    security(("session" = [])),
    responses((status = 204), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn remove_post(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<StatusCode, Refusal> {
    service
        .run(move |service| service.remove_post(&caller, &id))
        .await?;
    Ok(StatusCode::NO_CONTENT)
}

/// 회수: nobody but staff sees it any more.
#[utoipa::path(post, path = "/v1/staff/posts/{id}/withdraw", request_body = schema::PostWithdrawal,
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1),
        ("id" = String, Path, description = "From the list", example = "0123456789abcdef0123456789abcdef")),
    security(("session" = [])),
    responses((status = 200, body = schema::PostEntry), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn withdraw_post(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Body(withdrawal): Body<PostWithdrawal>,
) -> Result<Json<PostEntry>, Refusal> {
    let entry = service.run(move |service| service.withdraw_post(&caller, &id, &withdrawal));
    Ok(Json(entry.await?))
}

/// What was done with a post.
#[utoipa::path(get, path = "/v1/staff/posts/{id}/versions",
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1),
        ("id" = String, Path, description = "From the list", example = "0123456789abcdef0123456789abcdef")),
    security(("session" = [])),
    responses((status = 200, body = schema::PostHistory), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn list_post_versions(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<Json<PostHistory>, Refusal> {
    let history = service.run(move |service| service.post_history(&caller, &id));
    Ok(Json(history.await?))
}

/// Who has read a post, by company.
#[utoipa::path(get, path = "/v1/staff/posts/{id}/readers",
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1),
        ("id" = String, Path, description = "From the list", example = "0123456789abcdef0123456789abcdef")),
    security(("session" = [])),
    responses((status = 200, body = schema::PostReaders), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn list_post_readers(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<Json<PostReaders>, Refusal> {
    let readers = service.run(move |service| service.post_readers(&caller, &id));
    Ok(Json(readers.await?))
}

/// How the event or the poll of a post stands, in numbers.
#[utoipa::path(get, path = "/v1/posts/{id}/tally",
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1),
        ("id" = String, Path, description = "A post that is sent to the caller", example = "0123456789abcdef0123456789abcdef")),
    security(("session" = [])),
    responses((status = 200, body = schema::PostTally), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn show_tally(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<Json<PostTally>, Refusal> {
    let tally = service.run(move |service| service.tally_post(&caller, &id));
    Ok(Json(tally.await?))
}

/// Who answered an event or voted, and who was there.
#[utoipa::path(get, path = "/v1/staff/posts/{id}/answers",
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1),
        ("id" = String, Path, description = "From the list", example = "0123456789abcdef0123456789abcdef")),
    security(("session" = [])),
    responses((status = 200, body = schema::PostAnswers), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn list_answers(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<Json<PostAnswers>, Refusal> {
    let answers = service.run(move |service| service.list_answers(&caller, &id));
    Ok(Json(answers.await?))
}

/// Whom targets reach now.
#[utoipa::path(post, path = "/v1/staff/post-reach", request_body = schema::Targets,
    params(("handbook-protocol" = u32, Header, description = "Protocol that the app speaks", example = 1)),
    security(("session" = [])),
    responses((status = 200, body = schema::PostReach), (status = "default", body = ErrorReply, description = "A failure")))]
pub(super) async fn count_reach(
    State(service): State<Arc<Service>>,
    Extension(caller): Extension<Caller>,
    Body(targets): Body<Targets>,
) -> Result<Json<PostReach>, Refusal> {
    let reach = service.run(move |service| service.post_reach(&caller, &targets));
    Ok(Json(reach.await?))
}
