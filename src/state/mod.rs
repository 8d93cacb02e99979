//! The state folder: where files may lie, and who may own them.
//!
//! ```text
//! <state_dir>/uid-<user>/...    one folder for each system user, 0700
//! ```
//!
//! Promises: nothing is opened through a link, and nothing that another user owns or may write is
//! used, from the state folder down. A folder is made with mode 0700, by and for the user that PHP
//! runs as. Root looks into everybody's, and works in each as its owner.

mod error;
mod file;
mod folder;
mod identity;

pub use error::StateError;
pub use file::{Stamp, TEMPORARY, Temporary};
pub use folder::{Folder, first_of_users, users};
