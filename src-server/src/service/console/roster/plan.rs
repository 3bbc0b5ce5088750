//! What an uploaded roster would change: each change, what of it is wanted, and how much would go.

use std::collections::BTreeMap;

use handbook_wire::auth::Role;
use handbook_wire::entity::{Kind, Member};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::policy;
use crate::roster::Fault;
use crate::service::console::approval::Task;
use crate::service::console::audit::Action;
use crate::service::import::{Choice, Counts, Item, Sheets, What};
use crate::service::{canonical, field, hex};
use crate::storage::RosterUpload;

/// A roster without so many records is questioned once more: more than the first, and one in the second.
const MANY: (usize, usize) = (5, 5);

/// What an uploaded roster would change.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Plan {
    /// How many rows there are of each sort, by sheet.
    pub sheets: Sheets,
    /// Every change.
    pub items: Vec<PlanItem>,
    /// Every fault.
    pub faults: Vec<Fault>,
    /// Titles of the fields of which the file does not speak.
    pub absent: Vec<String>,
    /// Headings that nobody knows.
    pub unknown: Vec<String>,
    /// Why the file can't be read until its columns are explained.
    pub unreadable: Option<String>,
}

/// A change of a record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PlanItem {
    /// Names it in a choice.
    pub key: String,
    /// Kind of the record.
    pub kind: Kind,
    /// What is done to it.
    pub what: What,
    /// Where it stands in the file: sheet and row.
    pub place: Option<(String, u32)>,
    /// Name of the company or person.
    pub name: String,
    /// The fields that differ: title, what it says now, what the file says.
    pub fields: Vec<(String, String, String)>,
    /// Whether a company leaves the co-op by it.
    #[serde(default)]
    leaves: bool,
    /// Tells whether it is still the same change when it is carried out.
    pub(super) mark: String,
}

impl Plan {
    /// The changes that are wanted.
    #[must_use]
    pub fn wanted(&self, choice: &Choice) -> Vec<&PlanItem> {
        let items = self.items.iter();
        items
            .filter(|item| choice.wants(item.kind, item.what, &item.key))
            .collect()
    }

    /// How many there are of a sort.
    #[must_use]
    pub fn counts(&self, kind: Kind) -> Counts {
        match kind {
            Kind::Officer => self.sheets.officers,
            Kind::Staff => self.sheets.staff,
            _ => self.sheets.members,
        }
    }

    /// How many companies and members of staff would leave the roster, or lose their login.
    #[must_use]
    pub fn removals(&self, choice: &Choice) -> usize {
        let wanted = self.wanted(choice).into_iter();
        let leaves = |item: &&PlanItem| match (item.kind, item.what) {
            (Kind::Member | Kind::Staff, What::Missing) => true,
            (Kind::Member, What::Changed) => item.leaves,
            _ => false,
        };
        wanted.filter(leaves).count()
    }

    /// Whether so much would go that it has to be said twice.
    #[must_use]
    pub fn many_go(&self, choice: &Choice) -> bool {
        let mut gone: BTreeMap<&str, usize> = BTreeMap::new();
        for item in self
            .wanted(choice)
            .into_iter()
            .filter(|item| item.what == What::Missing)
        {
            *gone.entry(item.kind.as_str()).or_default() += 1;
        }
        [Kind::Member, Kind::Officer, Kind::Staff]
            .into_iter()
            .any(|kind| {
                let gone = gone.get(kind.as_str()).copied().unwrap_or_default();
                let counts = self.counts(kind);
                let of = counts.changed + counts.unchanged + counts.missing;
                gone > MANY.0 && gone * MANY.1 > of
            })
    }
}

/// Tells a change from every other. Ids that are given anew each time are no part of it.
pub(super) fn mark(item: &Item) -> String {
    let payload = |payload: &str| match item.now.kind {
        Kind::Officer => {
            let fields = canonical::map(payload).map(|mut fields| {
                fields.remove("member");
                fields
            });
            fields
                .and_then(|fields| canonical::text(&fields))
                .unwrap_or_default()
        }
        _ => payload.to_owned(),
    };
    let was = item.was.as_ref();
    let mut hash = Sha256::new();
    for text in [
        item.key(),
        was.map(|was| was.id.clone()).unwrap_or_default(),
        was.map(|was| payload(&was.payload)).unwrap_or_default(),
        payload(&item.now.payload),
    ] {
        hash.update(text.len().to_be_bytes());
        hash.update(text);
    }
    hex(&hash.finalize()[..12])
}

pub(super) fn item(item: &Item) -> PlanItem {
    let kind = item.now.kind;
    let read =
        |payload: &str| -> Map<String, Value> { canonical::map(payload).unwrap_or_default() };
    let was = item.was.as_ref().filter(|was| !was.deleted);
    let was = was.map(|was| read(&was.payload)).unwrap_or_default();
    let seen = policy::project(Role::Staff, kind, was.clone()).unwrap_or_default();
    let now = read(&item.now.payload);
    let what = item.what();
    let name = match what {
        What::Missing => field::text("name", was.get("name")),
        _ => field::text("name", now.get("name")),
    };
    let mut fields = Vec::new();
    for (name, title) in field::fields(kind) {
        let (old, new) = (was.get(*name), now.get(*name));
        if what == What::Missing || old == new {
            continue;
        }
        let hidden = old.is_some() && !seen.contains_key(*name);
        let old = match hidden {
            true => "회사가 비공개로 함".to_owned(),
            false => field::text(name, old),
        };
        fields.push(((*title).to_owned(), old, field::text(name, new)));
    }
    PlanItem {
        key: item.key(),
        kind,
        what,
        place: item.at.as_ref().map(|at| (at.sheet.clone(), at.row)),
        name,
        fields,
        leaves: stands(&was) && !stands(&now),
        mark: mark(item),
    }
}

/// Whether a company belongs to the co-op, as its record says.
fn stands(fields: &Map<String, Value>) -> bool {
    let member: Result<Member, _> = serde_json::from_value(Value::Object(fields.clone()));
    member.is_ok_and(|member| member.status.is_current())
}

/// Taking over what is wanted of an upload, as somebody else approves it.
pub(super) fn apply_task(upload: &RosterUpload, plan: &Plan, choice: &Choice) -> Task {
    let wanted = plan.wanted(choice);
    let gone = plan.removals(choice);
    let mut hash = Sha256::new();
    for item in &wanted {
        hash.update(&item.mark);
    }
    Task {
        action: Action::ApplyRoster,
        subject: format!("{} {}", upload.id, hex(&hash.finalize())),
        object: format!(
            "{} · 바꿀 것 {}건 가운데 {gone}건이 지워짐",
            upload.name,
            wanted.len()
        ),
        count: gone,
    }
}
