//! `RestGate\Tarpit`: the delay before a refusal.

use super::policy::Policy;
use super::recorder::{chance, now_ms};
use super::{ini, memory};
use crate::defence::{Counter, Lease, Pool, Wait, max_waiting};
use crate::policy::TarpitRules;
use ext_php_rs::flags::ClassFlags;
use ext_php_rs::prelude::*;
use rustix::process::{Pid, test_kill_process};
use std::time::{Duration, Instant};

/// A waiter wakes a little late; its place is its own until then.
const LATE_MS: u64 = 100;

/// A place to wait before a refusal.
#[php_class]
#[php(name = "RestGate\\Tarpit", flags = ClassFlags::Final)]
pub struct Tarpit(Option<Waiting>);

#[php_impl]
#[php(change_method_case = "camelCase")]
impl Tarpit {
    /// Takes a place, for a time by chance within the policy's bounds and the server's; null where as many
    /// workers of the pool wait as may, where there is no delay, and in a command line. The place is this
    /// request's until it has waited, and no longer than that anyway.
    pub fn enter(policy: &Policy) -> Option<Self> {
        enter(&policy.compiled().tarpit()).map(|waiting| Self(Some(waiting)))
    }

    /// Waits, once; gives the milliseconds.
    pub fn wait(&mut self) -> i64 {
        let waited = self.0.take().map_or(0, Waiting::wait);
        i64::try_from(waited).unwrap_or(i64::MAX)
    }
}

/// A place in the tarpit.
pub(super) struct Waiting {
    pool: Pool<'static>,
    lease: Lease<'static>,
    milliseconds: u64,
}

/// Takes a place, if there is one.
pub(super) fn enter(rules: &TarpitRules) -> Option<Waiting> {
    if rules.max_ms == 0 {
        return None;
    }
    let milliseconds = Wait::draw(rules.min_ms, rules.max_ms, ini::tarpit_max_ms(), chance());
    if milliseconds == 0 {
        return None;
    }
    let pool = memory::pool()?;
    let now = now_ms();
    let most = max_waiting(rules.max_waiting, pool.live(now, is_alive));
    let Some(lease) = pool.lease(most, now + milliseconds + LATE_MS, now, chance()) else {
        pool.add(Counter::TarpitOverflow, 1);
        return None;
    };
    Some(Waiting {
        pool,
        lease,
        milliseconds,
    })
}

impl Waiting {
    /// Waits; gives the milliseconds.
    pub(super) fn wait(self) -> u64 {
        let begun = Instant::now();
        std::thread::sleep(Duration::from_millis(self.milliseconds));
        self.lease.release();
        let waited = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
        self.pool.add(Counter::TarpitWaits, 1);
        self.pool.add(Counter::TarpitWaitMs, waited);
        waited
    }
}

/// Whether there is a process of a number, whosever it is.
pub(super) fn is_alive(pid: u32) -> bool {
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    pid.is_some_and(|pid| {
        !matches!(
            test_kill_process(pid),
            Err(error) if error == rustix::io::Errno::SRCH
        )
    })
}
