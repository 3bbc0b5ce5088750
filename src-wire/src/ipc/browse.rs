use serde::{Deserialize, Serialize};

/// Which companies of the directory are wanted. Values of one kind are alternatives; the kinds must
/// all fit. Nothing chosen is everything.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Filter {
    /// 지회.
    pub branches: Vec<String>,
    /// 취급품목.
    pub products: Vec<String>,
    /// 인증.
    pub certificates: Vec<String>,
    /// 정상 or 휴업 alone.
    pub standing: Option<Standing>,
    /// Companies with an officer of the newest term alone.
    pub officers: bool,
}

impl Filter {
    /// Whether everything is wanted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// How many choices were made.
    #[must_use]
    pub fn choices(&self) -> usize {
        self.branches.len()
            + self.products.len()
            + self.certificates.len()
            + usize::from(self.standing.is_some())
            + usize::from(self.officers)
    }
}

/// Standing of a company in the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// 정상.
    Active,
    /// 휴업.
    Suspended,
}

/// How the directory is ordered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Sort {
    /// By name, as the index bar has it.
    #[default]
    Name,
    /// By 조합원번호; companies without one come last.
    Number,
    /// By how far they are from [`ListArgs::near`](super::ListArgs::near); companies whose place
    /// nobody knows come last, by name. Without a point it is by name.
    Distance,
}

/// Arguments of [`ListInitials`](super::ListInitials) and [`ListFacets`](super::ListFacets).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilterArgs {
    /// Which companies.
    pub filter: Filter,
}

/// What can be chosen, each with how many companies there would be: those that fit all other kinds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facets {
    /// Companies that fit the whole filter.
    pub total: u64,
    /// 지회 by name.
    pub branches: Vec<Facet>,
    /// 취급품목, most companies first.
    pub products: Vec<Facet>,
    /// 인증, most companies first.
    pub certificates: Vec<Facet>,
    /// 정상.
    pub active: u64,
    /// 휴업.
    pub suspended: u64,
    /// With an officer of the newest term.
    pub officers: u64,
}

/// A value that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facet {
    /// The value.
    pub value: String,
    /// Companies that have it.
    pub count: u64,
}
