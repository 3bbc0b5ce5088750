//! 조합소식 as members read it: from the cache, whatever the connection is.

use handbook_wire::entity::{Kind, Post, PostAnswer};
use handbook_wire::ipc::{PostMarkArgs, PostPage, PostQuery, PostView, VoteArgs};
use serde_json::{Map, Value};

use super::Handbook;
use crate::Error;
use crate::post::{shown_answer, shown_mark};
use crate::session::random_id;
use crate::store::{StoreError, outbox, record, vote};

/// The most rows of one answer.
const MOST: usize = 200;

impl Handbook {
    /// A window of the posts that are there now.
    ///
    /// # Errors
    /// [`Error::NotLoggedIn`], [`Error::Limited`], [`Error::Store`]; so for every question here.
    pub async fn list_posts(&self, query: PostQuery) -> Result<PostPage, Error> {
        let view = self.view().await?;
        self.blocking(move |inner| {
            let (total, rows) = view.posts.list(&query, inner.clock.now_ms(), MOST);
            Ok(PostPage {
                total,
                unread: view.posts.unread(),
                rows,
            })
        })
        .await
    }

    /// One post.
    ///
    /// # Errors
    /// [`Error::NotFound`] for one that is not there, or whose end has come.
    pub async fn get_post(&self, id: String) -> Result<PostView, Error> {
        let account = self.permitted()?;
        self.has_opened(&id);
        self.blocking(move |inner| {
            let now = inner.clock.now_ms();
            let found = inner.cache.read(|connection| {
                let Some(post) = record::entity::<Post>(connection, Kind::Post, &id)? else {
                    return Ok::<_, StoreError>(None);
                };
                let answer_id = PostAnswer::id(&account.id, &id);
                let kind = Kind::PostAnswer.as_str();
                Ok(Some(PostView {
                    id: id.clone(),
                    post,
                    mark: shown_mark(connection, &account.id, &id)?,
                    answer: shown_answer(connection, &account.id, &id)?,
                    answer_waits: outbox::is_pending(connection, kind, &answer_id)?,
                    vote: vote::shown(connection, &account.id, &id)?,
                }))
            })?;
            found
                .filter(|view| !view.post.has_ended(now))
                .ok_or(Error::NotFound)
        })
        .await
    }

    /// Votes on a post, once.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a ballot that does not answer the poll, or when there is a vote.
    pub async fn cast_vote(&self, args: VoteArgs) -> Result<(), Error> {
        let account = self.permitted()?;
        let there = self
            .blocking(move |inner| {
                let (key, now) = (random_id()?, inner.clock.now_ms());
                let VoteArgs { id, ballot } = args;
                Ok(inner
                    .cache
                    .cast_vote(&account.id, &id, &ballot, &key, now)?)
            })
            .await?;
        self.0.wake.notify_one();
        if there { Ok(()) } else { Err(Error::Invalid) }
    }

    /// Says that a post was opened, or keeps it.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn mark_post(&self, args: PostMarkArgs) -> Result<(), Error> {
        let account = self.permitted()?;
        let mut set = Map::new();
        for (field, value) in [("read", args.read), ("saved", args.saved)] {
            if let Some(value) = value {
                set.insert(field.to_owned(), Value::from(value));
            }
        }
        let there = self
            .blocking(move |inner| {
                let (key, now) = (random_id()?, inner.clock.now_ms());
                Ok(inner
                    .cache
                    .mark_post(&account.id, &args.id, set, &key, now)?)
            })
            .await?;
        self.0.wake.notify_one();
        if there { Ok(()) } else { Err(Error::NotFound) }
    }
}
