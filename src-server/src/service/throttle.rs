//! How long somebody who guesses passwords has to wait: per account in the database, so that a
//! restart forgets nothing, and per address in memory, generously, since many phones share one.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use crate::storage::Throttle;

const SECOND: i64 = 1000;
/// The longest wait.
const LONGEST: i64 = 15 * 60 * SECOND;
/// Failures are forgotten after this time without an attempt.
pub(super) const FORGET: i64 = 24 * 60 * 60 * SECOND;
/// The most addresses that are remembered.
const ADDRESSES: usize = 50_000;

/// Takes an attempt into account before its password is checked, so that attempts at the same time
/// all count. `Err` has the milliseconds to wait; otherwise the state to store, which a success
/// clears.
pub(super) fn admit(before: Option<Throttle>, free: u32, now: i64) -> Result<Throttle, i64> {
    let before = before.filter(|throttle| (now - throttle.at).abs() < FORGET);
    if let Some(throttle) = before
        && now < throttle.until
        // A clock that was set back must not keep anybody out for years.
        && throttle.until - now <= LONGEST
    {
        return Err(throttle.until - now);
    }
    let failures = before
        .map_or(0, |throttle| throttle.failures)
        .saturating_add(1);
    Ok(Throttle {
        failures,
        until: now + wait(failures, free),
        at: now,
    })
}

/// Nothing for the first `free` failures, then 5 s, 10 s, 20 s … up to [`LONGEST`].
fn wait(failures: u32, free: u32) -> i64 {
    match failures.checked_sub(free) {
        None => 0,
        Some(over) => (5 * SECOND).saturating_mul(1 << over.min(20)).min(LONGEST),
    }
}

/// Failures by address.
#[derive(Default)]
pub(super) struct Addresses(Mutex<HashMap<IpAddr, Throttle>>);

impl Addresses {
    /// As [`admit`], for an address.
    pub(super) fn admit(&self, address: IpAddr, free: u32, now: i64) -> Result<(), i64> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() >= ADDRESSES {
            seen.retain(|_, throttle| now < throttle.until);
            if seen.len() >= ADDRESSES {
                seen.clear();
            }
        }
        let key = network(address);
        let throttle = admit(seen.get(&key).copied(), free, now)?;
        seen.insert(key, throttle);
        Ok(())
    }

    /// Takes back the attempt of a login that went well.
    pub(super) fn forgive(&self, address: IpAddr) {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = network(address);
        if let Some(throttle) = seen.get_mut(&key) {
            throttle.failures = throttle.failures.saturating_sub(1);
            throttle.until = throttle.at;
            if throttle.failures == 0 {
                seen.remove(&key);
            }
        }
    }
}

/// Of IPv6 the /64, which one customer has to himself.
pub(super) fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => IpAddr::V4(v4),
            None => {
                let [a, b, c, d, ..] = v6.segments();
                IpAddr::from([a, b, c, d, 0, 0, 0, 0])
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_end() {
        let (mut state, mut now, mut waits) = (None, 1_000_000, Vec::new());
        for _ in 0..14 {
            match admit(state, 3, now) {
                Ok(next) => {
                    waits.push((next.until - now) / SECOND);
                    state = Some(next);
                    now = next.until;
                }
                Err(wait) => panic!("refused for {wait} ms at its own time"),
            }
        }
        assert_eq!(
            waits,
            [0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900, 900]
        );
        assert_eq!(admit(state, 3, now - 1), Err(1));
        assert_eq!(admit(state, 3, now + FORGET).unwrap().failures, 1);
        assert!(
            admit(state, 3, now - 10 * 365 * FORGET).is_ok(),
            "a clock set back"
        );
    }

    #[test]
    fn an_address_is_forgiven_and_its_neighbour_is_not_meant() {
        let addresses = Addresses::default();
        let one: IpAddr = "2001:db8::1".parse().unwrap();
        let same: IpAddr = "2001:db8::2".parse().unwrap();
        let other: IpAddr = "2001:db8:0:1::1".parse().unwrap();
        for _ in 0..2 {
            addresses.admit(one, 2, 0).unwrap();
        }
        assert!(addresses.admit(same, 2, 0).is_err());
        addresses.admit(other, 2, 0).unwrap();
        addresses.forgive(one);
        addresses.admit(same, 2, 0).unwrap();
    }
}
