//! Long lists, a page at a time.

/// Where a page of a list stands.
pub(super) struct Pager {
    /// The page, from 1.
    pub(super) at: usize,
    /// How many there are.
    pub(super) pages: usize,
    /// How many entries come before it.
    pub(super) skip: usize,
    /// The address of the page before.
    pub(super) before: Option<String>,
    /// The address of the page after.
    pub(super) after: Option<String>,
}

impl Pager {
    /// Page `asked`, from 1, of `count` entries, `lines` a page; `address` gives the address of a page.
    pub(super) fn new(
        count: usize,
        lines: usize,
        asked: usize,
        address: impl Fn(usize) -> String,
    ) -> Self {
        let pages = count.div_ceil(lines).max(1);
        let at = asked.clamp(1, pages);
        Self {
            at,
            pages,
            skip: (at - 1) * lines,
            before: (at > 1).then(|| address(at - 1)),
            after: (at < pages).then(|| address(at + 1)),
        }
    }
}

#[cfg(test)]
#[test]
fn a_page_that_is_not_there_is_the_nearest() {
    let pager = |count, asked| {
        let pager = Pager::new(count, 50, asked, |page| page.to_string());
        (pager.at, pager.skip, pager.before, pager.after)
    };
    let page = |page: &str| Some(page.to_owned());
    assert_eq!(pager(0, 0), (1, 0, None, None));
    assert_eq!(pager(101, 2), (2, 50, page("1"), page("3")));
    assert_eq!(pager(101, 99), (3, 100, page("2"), None));
}
