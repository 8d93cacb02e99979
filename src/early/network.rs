//! Which site of a network in subdirectories answers a request.
//!
//! WordPress asks its database for the longest of the first segments of `REQUEST_URI` that is a
//! site's path (`get_site_by_path()`), after leaving out the empty ones and `0`. The database
//! compares without case, without accents and without what its collation ignores, so a segment with
//! any other than plain characters is not certain.

use super::snapshot::{Snapshot, SnapshotForm};

/// The scripts that are asked by name below the path of a site.
const SCRIPTS: [&[u8]; 5] = [
    b"index.php",
    b"wp-blog-header.php",
    b"wp-trackback.php",
    b"wp-signup.php",
    b"wp-activate.php",
];

/// Whether it is certain that the site of the snapshot answers.
pub(super) fn is_here(snapshot: &Snapshot, request_uri: &[u8], path_info: &[u8]) -> bool {
    let form = snapshot.form();
    if !form.is_subdirectory_network {
        return true;
    }
    let Some(path) = segments(request_uri, depth(form)) else {
        return false;
    };
    let Some(info) = segments(path_info, depth(form)) else {
        return false;
    };
    match &form.blog_paths {
        Some(_) => {
            let elsewhere = |found: Option<&str>| {
                found.is_some_and(|found| found != "/" && !same(found, &form.site_path))
            };
            listed(form, &path).is_some_and(|found| same(found, &form.site_path))
                && is_own(form, &path, false)
                && !elsewhere(listed(form, &info))
        }
        None => is_own(form, &path, false) && is_own(form, &info, true),
    }
}

/// The path of the site that answers, as its own snapshot may bear it: from the list of the network's
/// sites, or where there is none, the first segment.
///
/// `None` where it is not certain.
pub fn site_path(snapshot: &Snapshot, request_uri: &[u8]) -> Option<String> {
    let form = snapshot.form();
    if !form.is_subdirectory_network {
        return Some(form.site_path.clone());
    }
    let path = segments(request_uri, depth(form))?;
    if form.blog_paths.is_some() {
        return listed(form, &path).map(str::to_owned);
    }
    match path.first() {
        Some(first) if !is_known(form, first) => {
            let name = std::str::from_utf8(first).ok()?;
            Some(format!("/{}/", name.to_ascii_lowercase()))
        }
        _ => Some("/".to_owned()),
    }
}

/// The longest listed path that the segments begin with.
fn listed<'f>(form: &'f SnapshotForm, path: &[&[u8]]) -> Option<&'f str> {
    let own = std::iter::once(&form.site_path);
    own.chain(form.blog_paths.iter().flatten())
        .filter(|known| begins_with(path, known))
        .max_by_key(|known| known.len())
        .map(String::as_str)
}

/// Whether the segments name this site and nothing that another site could be: one that is on no list, or was
/// made after the list.
fn is_own(form: &SnapshotForm, path: &[&[u8]], may_be_elsewhere: bool) -> bool {
    let depth = parts(&form.site_path).count();
    let (inside, rest) = if begins_with(path, &form.site_path) {
        (true, path.get(depth..))
    } else {
        (may_be_elsewhere, Some(path))
    };
    inside
        && rest
            .and_then(<[_]>::first)
            .is_none_or(|next| is_known(form, next))
}

/// Whether a segment is one that WordPress takes for itself.
fn is_known(form: &SnapshotForm, segment: &[u8]) -> bool {
    let prefix = form.rest_prefix.split('/').next().unwrap_or_default();
    SCRIPTS.contains(&segment) || prefix.as_bytes() == segment
}

fn begins_with(path: &[&[u8]], known: &str) -> bool {
    let mut path = path.iter();
    parts(known).all(|part| {
        path.next()
            .is_some_and(|segment| segment.eq_ignore_ascii_case(part.as_bytes()))
    })
}

fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split('/').filter(|part| !part.is_empty())
}

fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

/// How many segments decide.
fn depth(form: &SnapshotForm) -> usize {
    let own = parts(&form.site_path).count();
    let listed = form.blog_paths.as_ref().map(|paths| {
        let depths = paths.iter().map(|path| parts(path).count());
        depths.max().unwrap_or_default()
    });
    // Without a list, the segment behind the own path could name another site.
    listed.map_or(own + 1, |listed| listed.max(own)).max(1)
}

/// The first segments of a path; `None` where one of them is not plain.
fn segments(path: &[u8], depth: usize) -> Option<Vec<&[u8]>> {
    let is_plain = |segment: &[u8]| {
        segment
            .iter()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.~%".contains(byte))
    };
    let path = path.split(|&byte| byte == b'?').next().unwrap_or_default();
    path.split(|&byte| byte == b'/')
        .filter(|segment| !matches!(*segment, b"" | b"0"))
        .take(depth)
        .map(|segment| is_plain(segment).then_some(segment))
        .collect()
}
