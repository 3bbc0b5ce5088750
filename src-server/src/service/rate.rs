//! How often one address may ask for what is open to everybody. In memory and generous: many phones
//! share an address, and what must not be guessed is counted by account or number besides.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use handbook_wire::ErrorCode;

use super::{Failure, throttle};

/// The most addresses that are remembered.
const ADDRESSES: usize = 50_000;

/// What is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum What {
    /// To begin a verification, which costs the co-op money and the person a message.
    Start,
    /// How far something is.
    Check,
    /// To search companies.
    Search,
    /// Something with a ticket, which costs a password hash.
    Ticket,
}

impl What {
    /// How many at once, and the milliseconds until one more.
    const fn allowance(self) -> (i64, i64) {
        match self {
            What::Start => (30, 10_000),
            What::Check => (240, 250),
            What::Search => (120, 500),
            What::Ticket => (30, 10_000),
        }
    }
}

/// For each address and thing the time until which its allowance is spent.
#[derive(Default)]
pub(super) struct Rates(Mutex<HashMap<(What, IpAddr), i64>>);

impl Rates {
    /// Counts a request.
    ///
    /// # Errors
    /// `throttled` when the allowance is spent.
    pub(super) fn admit(&self, what: What, address: IpAddr, now: i64) -> Result<(), Failure> {
        let (burst, interval) = what.allowance();
        let mut spent = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if spent.len() >= ADDRESSES {
            spent.retain(|_, until| *until > now);
            if spent.len() >= ADDRESSES {
                spent.clear();
            }
        }
        let until = spent
            .entry((what, throttle::network(address)))
            .or_insert(now);
        // A clock that was set back must not keep anybody out for years.
        let begin = (*until).clamp(now, now + burst * interval);
        let wait = begin + interval - now - burst * interval;
        if wait > 0 {
            return Err(Failure::wait(ErrorCode::Throttled, wait));
        }
        *until = begin + interval;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_allowance_is_spent_and_grows_again() {
        let rates = Rates::default();
        let one: IpAddr = "192.0.2.1".parse().unwrap();
        let other: IpAddr = "192.0.2.2".parse().unwrap();
        for _ in 0..30 {
            rates.admit(What::Start, one, 0).unwrap();
        }
        let refused = rates.admit(What::Start, one, 0).unwrap_err().reply();
        assert_eq!(refused.retry_after, Some(10));
        rates.admit(What::Start, other, 0).unwrap();
        rates.admit(What::Check, one, 0).unwrap();
        rates.admit(What::Start, one, 10_000).unwrap();
        rates.admit(What::Start, one, 10_000).unwrap_err();
        let set_back = rates.admit(What::Start, one, -1_000_000_000).unwrap_err();
        assert_eq!(set_back.reply().retry_after, Some(10));
    }
}
