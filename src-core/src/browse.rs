//! The directory by what companies have in common: which fit a filter, and how many would.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use handbook_wire::entity::{Member, MemberStatus};
use handbook_wire::ipc::{Facet, Facets, Filter, Sort, Standing};

/// What is known of a run of companies for browsing. Never changed once made.
#[derive(Debug, Default)]
pub struct Run {
    companies: Vec<Company>,
    branches: Names,
    products: Names,
    certificates: Names,
}

#[derive(Debug)]
struct Company {
    /// 0 without one.
    number: u64,
    branch: Option<u32>,
    products: Vec<u32>,
    certificates: Vec<u32>,
    suspended: bool,
}

/// A company of the directory: its run, its place there, and whether it has an officer.
#[derive(Debug, Clone, Copy)]
pub struct Listed {
    /// Number of the run.
    pub run: usize,
    /// Place in it.
    pub place: usize,
    /// Whether an officer of the newest term is of this company.
    pub officer: bool,
}

/// The directory, made of runs.
#[derive(Debug, Default)]
pub struct Browse {
    runs: Vec<Arc<Run>>,
    listed: Vec<Listed>,
}

/// Names by number, and numbers by name.
#[derive(Debug, Default)]
struct Names {
    names: Vec<String>,
    numbers: HashMap<String, u32>,
}

impl Names {
    fn number(&mut self, name: &str) -> u32 {
        if let Some(number) = self.numbers.get(name) {
            return *number;
        }
        let number = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.names.push(name.to_owned());
        self.numbers.insert(name.to_owned(), number);
        number
    }

    /// The numbers of `names`; a name that nobody has gets one that nobody has.
    fn all(&self, names: &[String]) -> Vec<u32> {
        let number = |name: &String| self.numbers.get(name).copied().unwrap_or(u32::MAX);
        names.iter().map(number).collect()
    }
}

/// A filter in the numbers of a run.
struct Wanted {
    branches: Vec<u32>,
    products: Vec<u32>,
    certificates: Vec<u32>,
    standing: Option<Standing>,
    officers: bool,
}

/// The kinds of choices; while one kind is counted it does not narrow itself down.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Branch,
    Product,
    Certificate,
    Standing,
    Officer,
    None,
}

impl Wanted {
    fn fits(&self, company: &Company, officer: bool, but: Kind) -> bool {
        let any = |wanted: &[u32], has: &[u32]| {
            wanted.is_empty() || has.iter().any(|one| wanted.contains(one))
        };
        (but == Kind::Branch || any(&self.branches, company.branch.as_slice()))
            && (but == Kind::Product || any(&self.products, &company.products))
            && (but == Kind::Certificate || any(&self.certificates, &company.certificates))
            && (but == Kind::Officer || !self.officers || officer)
            && (but == Kind::Standing
                || match self.standing {
                    None => true,
                    Some(Standing::Active) => !company.suspended,
                    Some(Standing::Suspended) => company.suspended,
                })
    }
}

impl Run {
    /// Adds the next company; none for one that can't be read, which fits nothing but everything.
    pub fn push(&mut self, member: Option<&Member>) {
        let empty = Member::default();
        let member = member.unwrap_or(&empty);
        let numbers = |values: &mut dyn Iterator<Item = &str>, names: &mut Names| {
            let mut all: Vec<u32> = values.map(|value| names.number(value)).collect();
            all.sort_unstable();
            all.dedup();
            all
        };
        let products = numbers(
            &mut member.products.iter().map(String::as_str),
            &mut self.products,
        );
        let certificates = numbers(
            &mut member.certificates.iter().map(|held| held.name.as_str()),
            &mut self.certificates,
        );
        let branch = member.branch.as_deref().filter(|name| !name.is_empty());
        self.companies.push(Company {
            number: member.number.parse().unwrap_or(0),
            branch: branch.map(|name| self.branches.number(name)),
            products,
            certificates,
            suspended: member.status == MemberStatus::Suspended,
        });
    }

    fn wanted(&self, filter: &Filter) -> Wanted {
        Wanted {
            branches: self.branches.all(&filter.branches),
            products: self.products.all(&filter.products),
            certificates: self.certificates.all(&filter.certificates),
            standing: filter.standing,
            officers: filter.officers,
        }
    }
}

/// How many companies of a run have each name.
struct Counts {
    branches: Vec<u64>,
    products: Vec<u64>,
    certificates: Vec<u64>,
}

impl Browse {
    /// A directory of these companies in its order.
    #[must_use]
    pub fn new(runs: Vec<Arc<Run>>, listed: Vec<Listed>) -> Self {
        Self { runs, listed }
    }

    fn companies<'a>(
        &'a self,
        wanted: &'a [Wanted],
    ) -> impl Iterator<Item = (&'a Listed, &'a Wanted, &'a Company)> {
        self.listed.iter().filter_map(|listed| {
            let company = self.runs.get(listed.run)?.companies.get(listed.place)?;
            Some((listed, wanted.get(listed.run)?, company))
        })
    }

    fn wanted(&self, filter: &Filter) -> Vec<Wanted> {
        self.runs.iter().map(|run| run.wanted(filter)).collect()
    }

    /// Places in the directory of the companies that fit, in the order that is wanted.
    #[must_use]
    pub fn select(&self, filter: &Filter, sort: Sort) -> Vec<u32> {
        let wanted = self.wanted(filter);
        let mut fitting: Vec<(u32, u64)> = (0u32..)
            .zip(self.companies(&wanted))
            .filter(|(_, (listed, wanted, company))| {
                wanted.fits(company, listed.officer, Kind::None)
            })
            .map(|(place, (_, _, company))| (place, company.number))
            .collect();
        if sort == Sort::Number {
            // Stable: companies without a number stay in the order of their names.
            fitting.sort_by_key(|(_, number)| match number {
                0 => u64::MAX,
                number => *number,
            });
        }
        fitting.into_iter().map(|(place, _)| place).collect()
    }

    /// What can be chosen beside `filter`. A value that was chosen is there even when nobody has it.
    #[must_use]
    pub fn facets(&self, filter: &Filter) -> Facets {
        let wanted = self.wanted(filter);
        let mut facets = Facets::default();
        let none = |names: &Names| vec![0; names.names.len()];
        let mut counts: Vec<Counts> = (self.runs.iter())
            .map(|run| Counts {
                branches: none(&run.branches),
                products: none(&run.products),
                certificates: none(&run.certificates),
            })
            .collect();
        for (listed, wanted, company) in self.companies(&wanted) {
            let fits = |kind| wanted.fits(company, listed.officer, kind);
            let count = |kind, counts: &mut Vec<u64>, values: &[u32]| {
                if fits(kind) {
                    for value in values {
                        counts[*value as usize] += 1;
                    }
                }
            };
            let counts = &mut counts[listed.run];
            let branch = company.branch.as_slice();
            count(Kind::Branch, &mut counts.branches, branch);
            count(Kind::Product, &mut counts.products, &company.products);
            let certificates = &company.certificates;
            count(Kind::Certificate, &mut counts.certificates, certificates);
            facets.total += u64::from(fits(Kind::None));
            if fits(Kind::Standing) {
                facets.suspended += u64::from(company.suspended);
                facets.active += u64::from(!company.suspended);
            }
            facets.officers += u64::from(listed.officer && fits(Kind::Officer));
        }
        let all = |names: fn(&Run) -> &Names, of: fn(&Counts) -> &Vec<u64>, chosen: &[String]| {
            let runs = self.runs.iter().zip(&counts);
            let runs = runs.map(|(run, counts)| (names(run), of(counts).as_slice()));
            listed(runs, chosen)
        };
        facets.branches = all(|run| &run.branches, |c| &c.branches, &filter.branches);
        facets.branches.sort_by(|a, b| a.value.cmp(&b.value));
        facets.products = all(|run| &run.products, |c| &c.products, &filter.products);
        let chosen = &filter.certificates;
        facets.certificates = all(|run| &run.certificates, |c| &c.certificates, chosen);
        facets
    }
}

/// Values that some company has or that were chosen, most companies first.
fn listed<'a>(runs: impl Iterator<Item = (&'a Names, &'a [u64])>, chosen: &[String]) -> Vec<Facet> {
    let mut listed: BTreeMap<&str, u64> = chosen.iter().map(|name| (name.as_str(), 0)).collect();
    for (names, counts) in runs {
        for (name, count) in names.names.iter().zip(counts) {
            if *count > 0 {
                *listed.entry(name).or_default() += count;
            }
        }
    }
    let mut all: Vec<Facet> = listed
        .into_iter()
        .map(|(value, count)| Facet {
            value: value.to_owned(),
            count,
        })
        .collect();
    all.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.value.cmp(&b.value)));
    all
}

#[cfg(test)]
mod tests {
    use handbook_wire::entity::Certificate;
    use proptest::prelude::*;

    use super::*;

    fn company(number: &str, branch: &str, products: &[&str], suspended: bool) -> Member {
        Member {
            number: number.into(),
            branch: Some(branch.into()),
            products: products.iter().map(|name| (*name).to_owned()).collect(),
            certificates: vec![Certificate {
                name: "KS".into(),
                expires: None,
            }],
            status: match suspended {
                true => MemberStatus::Suspended,
                false => MemberStatus::Active,
            },
            ..Member::default()
        }
    }

    /// A directory of two runs.
    fn browse(companies: &[(Option<Member>, bool)]) -> Browse {
        let mut runs = [Run::default(), Run::default()];
        let mut listed = Vec::new();
        for (at, (member, officer)) in companies.iter().enumerate() {
            runs[at % 2].push(member.as_ref());
            listed.push(Listed {
                run: at % 2,
                place: at / 2,
                officer: *officer,
            });
        }
        Browse::new(runs.map(Arc::new).into(), listed)
    }

    fn sample() -> Browse {
        browse(&[
            (
                Some(company("0003", "경기", &["배전반", "UPS"], false)),
                true,
            ),
            (Some(company("", "서울", &["배전반"], true)), false),
            (Some(company("0001", "경기", &["변압기"], false)), false),
            (None, false),
        ])
    }

    fn values(facets: &[Facet]) -> Vec<(&str, u64)> {
        facets
            .iter()
            .map(|facet| (facet.value.as_str(), facet.count))
            .collect()
    }

    #[test]
    fn choices_of_a_kind_are_alternatives_and_kinds_must_all_fit() {
        let browse = sample();
        let of = |filter: &Filter, sort| browse.select(filter, sort);
        let mut filter = Filter::default();
        assert_eq!(of(&filter, Sort::Name), [0, 1, 2, 3]);
        assert_eq!(of(&filter, Sort::Number), [2, 0, 1, 3]);
        filter.branches = vec!["경기".into()];
        assert_eq!(of(&filter, Sort::Name), [0, 2]);
        filter.products = vec!["변압기".into(), "UPS".into()];
        assert_eq!(of(&filter, Sort::Name), [0, 2]);
        filter.officers = true;
        assert_eq!(of(&filter, Sort::Name), [0]);
        filter.standing = Some(Standing::Suspended);
        assert!(of(&filter, Sort::Name).is_empty());
        assert_eq!(filter.choices(), 5);
        let nobody = Filter {
            certificates: vec!["없는 인증".into()],
            ..Filter::default()
        };
        assert!(of(&nobody, Sort::Name).is_empty());
    }

    #[test]
    fn counts_tell_what_a_choice_would_bring() {
        let browse = sample();
        let all = browse.facets(&Filter::default());
        assert_eq!(
            (all.total, all.active, all.suspended, all.officers),
            (4, 3, 1, 1)
        );
        assert_eq!(values(&all.branches), [("경기", 2), ("서울", 1)]);
        assert_eq!(
            values(&all.products),
            [("배전반", 2), ("UPS", 1), ("변압기", 1)]
        );
        let filter = Filter {
            branches: vec!["서울".into()],
            products: vec!["변압기".into()],
            ..Filter::default()
        };
        let both = browse.facets(&filter);
        assert_eq!(both.total, 0);
        // Another branch beside 서울 would bring those that have 변압기.
        assert_eq!(values(&both.branches), [("경기", 1), ("서울", 0)]);
        assert_eq!(values(&both.products), [("배전반", 1), ("변압기", 0)]);
    }

    proptest! {
        /// A count is what choosing that value alone of its kind selects.
        #[test]
        fn a_count_is_a_selection(
            companies in proptest::collection::vec(("[가나]", "[다라]{0,1}", any::<bool>(), any::<bool>()), 0..12),
            branches in proptest::collection::vec("[가나]", 0..2),
            products in proptest::collection::vec("[다라]", 0..2),
        ) {
            let companies = companies.iter().map(|(branch, product, suspended, officer)| {
                let products: Vec<&str> = Some(product.as_str()).filter(|name| !name.is_empty()).into_iter().collect();
                (Some(company("", branch, &products, *suspended)), *officer)
            });
            let browse = browse(&companies.collect::<Vec<_>>());
            let filter = Filter { branches, products, ..Filter::default() };
            let facets = browse.facets(&filter);
            prop_assert_eq!(facets.total as usize, browse.select(&filter, Sort::Name).len());
            for facet in &facets.branches {
                let alone = Filter { branches: vec![facet.value.clone()], ..filter.clone() };
                prop_assert_eq!(facet.count as usize, browse.select(&alone, Sort::Name).len());
            }
            for facet in &facets.products {
                let alone = Filter { products: vec![facet.value.clone()], ..filter.clone() };
                prop_assert_eq!(facet.count as usize, browse.select(&alone, Sort::Name).len());
            }
            let with = Filter { officers: true, ..filter.clone() };
            prop_assert_eq!(facets.officers as usize, browse.select(&with, Sort::Name).len());
        }
    }
}
