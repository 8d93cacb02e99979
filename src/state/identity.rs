//! Working as another user, which only root can.

use rustix::io::Errno;
use rustix::process::{Gid, Uid, getegid, geteuid};
use rustix::thread;

/// The identity of another user, given back when it is dropped.
pub(super) struct Identity {
    mine: Option<(Uid, Gid)>,
}

impl Identity {
    /// Takes on an identity; this process's own costs nothing.
    pub(super) fn take((uid, gid): (Uid, Gid)) -> Result<Self, Errno> {
        let mine = (geteuid(), getegid());
        if mine.0 == uid {
            return Ok(Self { mine: None });
        }
        thread::set_thread_res_gid(None, gid, None)?;
        let identity = Self { mine: Some(mine) };
        thread::set_thread_res_uid(None, uid, None)?;
        Ok(identity)
    }
}

impl Drop for Identity {
    fn drop(&mut self) {
        if let Some((uid, gid)) = self.mine {
            // First the user, who alone may change the group; the saved ids are still root's.
            let _ = thread::set_thread_res_uid(None, uid, None);
            let _ = thread::set_thread_res_gid(None, gid, None);
        }
    }
}
