//! Who serves a request right now: a worker that dies without a word leaves its record behind.
//!
//! Each process has a seat of its own in `live`. While it serves a request, the seat holds the record
//! as it would be if the process died now. Whoever finds a seat whose process is gone writes that
//! record, then frees the seat: killed in between, it is written twice with the same id, and counts
//! once.

use super::live::{Live, SEAT_SIZE, SEATS, SEATS_AT, number, set_number};
use rustix::process::{Pid, getpid, test_kill_process};

/// Process, its start, its namespace, length of the text.
const HEADER: usize = 32;
const LENGTH_AT: u64 = 24;
/// Processes of another container cannot be asked whether they live; so long they are taken to.
const FOREIGN_MS: u64 = 3_600_000;

/// What tells a process from every other, also when its number is given anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Process {
    pid: u64,
    started: u64,
    namespace: u64,
}

impl Process {
    fn me() -> Self {
        let pid = getpid().as_raw_nonzero().get().unsigned_abs().into();
        Self {
            pid,
            started: started(pid),
            namespace: namespace(),
        }
    }

    /// Whether it is gone for certain.
    fn is_gone(self, me: Self, begun_ms: u64, now_ms: u64) -> bool {
        if self.namespace != me.namespace {
            return now_ms.saturating_sub(begun_ms) > FOREIGN_MS;
        }
        let pid = i32::try_from(self.pid).ok().and_then(Pid::from_raw);
        let Some(pid) = pid else {
            return true;
        };
        if test_kill_process(pid) == Err(rustix::io::Errno::SRCH) {
            return true;
        }
        let started = started(self.pid);
        self.started != 0 && started != 0 && started != self.started
    }
}

/// When a process started, by the kernel's clock; 0 when it does not tell.
fn started(pid: u64) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name may hold spaces and brackets; what follows its last bracket does not.
    let rest = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    rest.split_ascii_whitespace()
        .nth(19)
        .and_then(|text| text.parse().ok())
        .unwrap_or(0)
}

fn namespace() -> u64 {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self/ns/pid").map_or(0, |file| file.ino())
}

/// The seat of this process.
#[derive(Debug, Clone, Copy)]
pub struct Seat {
    at: u64,
    process: Process,
}

impl Seat {
    /// Takes a free seat. The caller holds the lock.
    pub(super) fn take(live: &Live) -> Option<Self> {
        let process = Process::me();
        let mut header = [0; HEADER];
        for index in 0..SEATS {
            let at = SEATS_AT + index * SEAT_SIZE as u64;
            live.read(at, &mut header).ok()?;
            let (owner, length) = read_header(&header);
            let is_free = owner.pid == 0
                || owner == process
                || length == 0 && owner.is_gone(process, 0, u64::MAX);
            if is_free {
                live.write(at, &to_header(process, 0)).ok()?;
                return Some(Self { at, process });
            }
        }
        None
    }

    /// Whether it is still this process's, and not that of its parent.
    pub(super) fn is_mine(&self) -> bool {
        self.process.pid == u64::from(getpid().as_raw_nonzero().get().unsigned_abs())
    }

    /// Leaves a record for whoever finds this process dead.
    pub(super) fn leave(&self, live: &Live, line: &[u8]) {
        if line.len() > SEAT_SIZE - HEADER {
            return;
        }
        let mut bytes = to_header(self.process, line.len() as u64).to_vec();
        bytes.extend_from_slice(line);
        let _ = live.write(self.at, &bytes);
    }

    /// The request is over.
    pub(super) fn clear(&self, live: &Live) {
        let _ = live.write(self.at + LENGTH_AT, &[0; 8]);
    }
}

/// Hands on what the dead left. The caller holds the lock. Returns how many there were.
pub(super) fn reap(live: &Live, now_ms: u64, sink: &mut dyn FnMut(&[u8]) -> bool) -> u64 {
    let me = Process::me();
    let mut found = 0;
    let mut header = [0; HEADER];
    for index in 0..SEATS {
        let at = SEATS_AT + index * SEAT_SIZE as u64;
        if live.read(at, &mut header).is_err() {
            break;
        }
        let (owner, length) = read_header(&header);
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        if owner.pid == 0 || owner == me || length == 0 || length > SEAT_SIZE - HEADER {
            continue;
        }
        let mut line = vec![0; length];
        if live.read(at + HEADER as u64, &mut line).is_err() {
            continue;
        }
        if owner.is_gone(me, begun_ms(&line), now_ms) && sink(&line) {
            let _ = live.write(at + LENGTH_AT, &[0; 8]);
            found += 1;
        }
    }
    found
}

/// When the request of a left line began; 0 when it is no line.
fn begun_ms(line: &[u8]) -> u64 {
    let id = line.get(7..7 + crate::log::Id::LEN);
    id.and_then(|id| std::str::from_utf8(id).ok())
        .and_then(crate::log::Id::parse)
        .map_or(0, crate::log::Id::ms)
}

fn read_header(header: &[u8]) -> (Process, u64) {
    let process = Process {
        pid: number(header, 0),
        started: number(header, 8),
        namespace: number(header, 16),
    };
    (process, number(header, 24))
}

fn to_header(process: Process, length: u64) -> [u8; HEADER] {
    let mut header = [0; HEADER];
    let numbers = [process.pid, process.started, process.namespace, length];
    for (index, value) in numbers.into_iter().enumerate() {
        set_number(&mut header, index * 8, value);
    }
    header
}
