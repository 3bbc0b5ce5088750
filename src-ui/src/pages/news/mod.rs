//! 조합소식.

pub mod answers;
pub mod attendance;
pub mod desk;
pub mod history;
pub mod part;
pub mod post;
pub mod readers;
pub mod write;

use handbook_wire::auth::Role;
use handbook_wire::entity::PostKind;
use handbook_wire::ipc::{ListPosts, PostPage, PostQuery, PostRow, SyncState};
use leptos::html;
use leptos::prelude::*;

use self::part::condolence;
use crate::clock;
use crate::components::files::picture::picture;
use crate::components::frame::Bar;
use crate::components::icon::Icon;
use crate::components::member_row::written;
use crate::components::row::Go;
use crate::components::search_field::SearchField;
use crate::components::state::{self, stage};
use crate::i18n::{Text, moment};
use crate::load::{Load, load};
use crate::news::{News, kind_name, use_news};
use crate::pages::members_only;
use crate::part::{attribute, effect, part};
use crate::preference::{language, say};
use crate::route::Route;
use crate::spelling;
use crate::status::{Live, use_live};

/// The posts that 홈 shows.
const AT_HOME: u64 = 4;

/// 조합소식: the stream.
#[component]
pub fn NewsPage() -> impl IntoView {
    let live = use_live();
    view! {
        <Bar title=say(Text::News)>
            {part(move || {
                let role = live.account.get().map(|account| account.role);
                (role == Some(Role::Staff))
                    .then(|| {
                        view! {
                            <Go to=Route::Desk class="icon-button" test="go-desk" label=say(Text::Desk)>
                                {Icon::Pen.draw()}
                            </Go>
                        }
                    })
            })}
        </Bar>
        {members_only(stream)}
    }
}

fn stream() -> AnyView {
    let (live, news) = (use_live(), use_news());
    let posts = load::<ListPosts>(move || news.query());
    let scroller = NodeRef::<html::Div>::new();
    effect(move || {
        posts.value.track();
        if let Some(scroller) = scroller.get() {
            request_animation_frame(move || scroller.set_scroll_top(news.scroll.get_value()));
        }
    });
    view! {
        {search_box(news)} {kinds(news)}
        <div
            class="scroll"
            data-test="news"
            node_ref=scroller
            on:scroll=move |_| {
                if let Some(scroller) = scroller.get_untracked() {
                    news.scroll.set_value(scroller.scroll_top());
                }
            }
        >
            <div class="page">{stage(posts, 5, move |page| part(move || page.with(|page| list(live, news, page))))}</div>
        </div>
    }
    .into_any()
}

fn search_box(news: News) -> AnyView {
    let field = SearchField {
        label: Text::NewsSearch,
        hint: Text::NewsSearch,
        test: "news-search",
        clear_test: "news-search-clear",
        has_cursor: RwSignal::new(false),
    };
    view! {
        <div class="search-place news-search">
            {field.draw(move || news.text.get(), move |text| news.type_text(text))}
        </div>
    }
    .into_any()
}

fn kinds(news: News) -> AnyView {
    let chip = move |kind: Option<PostKind>, saved: bool, text: Text, test: String| {
        let chosen = move || news.kind.get() == kind && news.saved.get() == saved;
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=attribute(move || Some(if chosen() { "true" } else { "false" }))
                data-test=test
                on:click=move |_| news.choose(kind, saved)
            >
                {say(text)}
            </button>
        }
    };
    view! {
        <div class="kind-chips" role="group" aria-label=say(Text::NewsFilter)>
            {chip(None, false, Text::NewsAll, "news-all".to_owned())}
            {PostKind::ALL
                .map(|kind| {
                    let name = format!("news-{kind:?}").to_lowercase();
                    chip(Some(kind), false, kind_name(kind), name)
                })
                .collect_view()} {chip(None, true, Text::NewsSaved, "news-saved".to_owned())}
        </div>
    }
    .into_any()
}

fn list(live: Live, news: News, page: &PostPage) -> AnyView {
    if page.rows.is_empty() {
        return nothing(live, news);
    }
    let left = page.total > page.rows.len() as u64;
    view! {
        <ul class="group posts">{page.rows.iter().map(|row| item(live, row)).collect_view()}</ul>
        {left
            .then(|| {
                view! {
                    <button
                        type="button"
                        class="button soft wide"
                        data-test="news-more"
                        on:click=move |_| news.more()
                    >
                        {say(Text::More)}
                    </button>
                }
            })}
    }
    .into_any()
}

/// Why there is no post.
fn nothing(live: Live, news: News) -> AnyView {
    let (title, help) = if !news.text.with_untracked(|text| text.trim().is_empty()) {
        (Text::NewsNotFound, Text::NewsNotFoundHelp)
    } else if news.saved.get_untracked() {
        (Text::NewsNoneSaved, Text::NewsNoneSavedHelp)
    } else if news.kind.get_untracked().is_some() {
        (Text::NewsNoneOf, Text::NewsNoneOfHelp)
    } else if !live.has_synced() && matches!(live.sync.get(), SyncState::Offline) {
        (Text::NewsOffline, Text::NewsOfflineHelp)
    } else {
        (Text::NewsEmpty, Text::NewsEmptyHelp)
    };
    state::empty(Icon::News, say(title), say(help))
}

/// A post in a list.
fn item(live: Live, row: &PostRow) -> AnyView {
    let language = language();
    let when = moment::ago(
        language,
        row.published_at,
        live.now.get_untracked(),
        clock::offset(),
    );
    let class = if row.read {
        "post-row"
    } else {
        "post-row unread"
    };
    let badge = |shown: bool, class: &'static str, text: Text| {
        shown.then(|| view! { <span class=class>{say(text)}</span> })
    };
    let excerpt = (!row.excerpt.is_empty()).then(|| {
        view! {
            <span class="excerpt">{written(spelling::plain(&row.excerpt, &row.excerpt_marks))}</span>
        }
    });
    let department = (!row.department.is_empty()).then(|| format!(" · {}", row.department));
    let files = (row.attachments > 0).then(|| {
        let words = language.fill(Text::PostFiles, &[&row.attachments.to_string()]);
        view! { <span class="files">{Icon::Clip.draw()} {words}</span> }
    });
    let labels = view! {
        <span class="labels">
            {badge(!row.read, "dot", Text::PostUnread)}
            <span class="badge">{say(kind_name(row.kind))}</span>
            {badge(row.must_read, "badge bad", Text::PostMustRead)}
            {badge(row.pinned, "badge", Text::PostPinned)}
            {badge(row.saved, "badge good", Text::NewsSaved)}
        </span>
    };
    let title = written(spelling::plain(&row.title, &row.title_marks));
    let thumb = (row.picture.as_ref()).map(|one| picture(one, true, String::new()));
    view! {
        <li>
            <Go to=Route::Post(row.id.clone()) class=class test="post-row">
                {labels}
                <span class="post-line">
                    <span class="post-words">
                        <span class="name">{title}</span>
                        {excerpt}
                    </span>
                    {thumb}
                </span>
                <span class="when">{when} {department} {files}</span>
            </Go>
        </li>
    }
    .into_any()
}

/// What 홈 shows of it: what happened to somebody, then what must be read, what is pinned, then the newest.
pub fn home() -> AnyView {
    let live = use_live();
    let posts = load::<ListPosts>(|| PostQuery {
        urgent: true,
        limit: AT_HOME + condolence::AT_HOME,
        ..PostQuery::default()
    });
    let stream = part(move || {
        posts.value.with(|value| match value {
            Load::Ready(page) if !page.rows.is_empty() => Some(
                view! {
                    <section data-test="home-news">
                        <h2 class="group-title">
                            {say(Text::News)}
                            <Go to=Route::News class="text-button" test="home-news-all">
                                {say(Text::NewsSeeAll)}
                            </Go>
                        </h2>
                        <ul class="group posts">
                            {stream_of(live, page)}
                        </ul>
                    </section>
                }
                .into_any(),
            ),
            _ => None,
        })
    });
    view! { {condolence::home()} {stream} }.into_any()
}

/// The first rows of a page, without those that 홈 tells of as occasions.
fn stream_of(live: Live, page: &PostPage) -> AnyView {
    let now = live.now.get_untracked();
    let rows = page
        .rows
        .iter()
        .filter(|row| !condolence::is_told(row, now));
    let most = usize::try_from(AT_HOME).unwrap_or(usize::MAX);
    rows.take(most)
        .map(|row| item(live, row))
        .collect_view()
        .into_any()
}
