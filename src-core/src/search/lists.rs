//! Ids and lists of numbers, packed.

use super::texts::place;

/// Ids one after another.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Ids {
    pub text: String,
    /// Where each ends.
    pub ends: Vec<u32>,
}

impl Ids {
    pub fn push(&mut self, id: &str) {
        self.text.push_str(id);
        self.ends.push(place(self.text.len()));
    }

    pub fn get(&self, at: usize) -> &str {
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before));
        let start = start.map_or(0, |end| *end as usize);
        let end = self.ends.get(at).map_or(start, |end| *end as usize);
        self.text.get(start..end).unwrap_or_default()
    }
}

/// Lists of numbers one after another.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Lists {
    /// Where each ends.
    pub ends: Vec<u32>,
    pub numbers: Vec<u32>,
}

impl Lists {
    pub fn get(&self, at: usize) -> &[u32] {
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before));
        let start = start.map_or(0, |end| *end as usize);
        let end = self.ends.get(at).map_or(start, |end| *end as usize);
        self.numbers.get(start..end).unwrap_or_default()
    }

    pub fn close(&mut self) {
        self.ends.push(place(self.numbers.len()));
    }

    /// For each number below `bound` the places of the lists that have it, ascending, each once.
    pub fn turned(&self, bound: usize) -> Self {
        let mut ends = vec![0u32; bound];
        let each = |take: &mut dyn FnMut(usize, u32)| {
            let mut last = vec![u32::MAX; bound];
            for at in 0..self.ends.len() {
                for number in self.get(at) {
                    let number = *number as usize;
                    if let Some(last) = last.get_mut(number)
                        && *last != at as u32
                    {
                        *last = at as u32;
                        take(number, at as u32);
                    }
                }
            }
        };
        each(&mut |number, _| ends[number] += 1);
        let mut sum = 0;
        let mut cursors = Vec::with_capacity(bound);
        for end in &mut ends {
            cursors.push(sum);
            sum += *end;
            *end = sum;
        }
        let mut numbers = vec![0; sum as usize];
        each(&mut |number, at| {
            numbers[cursors[number] as usize] = at;
            cursors[number] += 1;
        });
        Self { ends, numbers }
    }
}
