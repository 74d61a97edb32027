//! An archive that was uploaded with the push: read as data, never unpacked to disk.

use std::io::{Cursor, Read};
use std::ops::Range;

use tar::{Entry, EntryType};

use super::{Gathered, directory};
use crate::archive::{File, Listing, TreePath, is_left_out};
use crate::failure::Failure;
use crate::guard::Guard;
use crate::origin::Want;

/// Where a file's bytes are in the upload.
type Place = Range<usize>;

/// Packs an uploaded archive anew.
pub(super) fn gather(bytes: &[u8], want: &Want, guard: &Guard) -> Result<Gathered, Failure> {
    let mut listing = Listing::new(guard);
    let mut tar = tar::Archive::new(Cursor::new(bytes));
    let bad = |error: std::io::Error| bad(format!("the upload is no tar archive: {error}"), guard);
    for entry in tar.entries().map_err(bad)? {
        listing.found()?;
        add(&mut listing, &entry.map_err(bad)?, guard)?;
    }
    let archive = listing.pack(|file| {
        let place = file.content.clone();
        bytes.get(place).map(<[u8]>::to_vec).ok_or_else(|| cut_off(guard))
    })?;
    Ok(Gathered { commit: want.commit.clone(), ..directory::plain(archive) })
}

fn add<R: Read>(listing: &mut Listing<Place>, entry: &Entry<'_, R>, guard: &Guard) -> Result<(), Failure> {
    let name = entry.path_bytes();
    let Some(path) = TreePath::parse(&name) else {
        let name = String::from_utf8_lossy(&name);
        return Err(bad(format!("the entry `{name:.200}` leads out of the archive"), guard));
    };
    if path.is_root() || path.names().any(is_left_out) {
        return Ok(());
    }
    match entry.header().entry_type() {
        EntryType::Regular | EntryType::Continuous => {
            let file = regular(entry).ok_or_else(|| cut_off(guard))?;
            listing.file(path, file)
        }
        EntryType::Symlink => {
            listing.link(path, entry.link_name_bytes().unwrap_or_default().into_owned());
            Ok(())
        }
        EntryType::Link => {
            // A hard link names an earlier entry from the archive's root.
            let target = entry.link_name_bytes().unwrap_or_default();
            let file = TreePath::parse(&target).and_then(|target| listing.get(&target).cloned());
            file.map_or(Ok(()), |file| listing.file(path, file))
        }
        EntryType::GNUSparse => {
            Err(bad(format!("`{}` is a sparse file, which is not read", path.shown()), guard))
        }
        // Directories follow from files; devices and pipes are no source.
        _ => Ok(()),
    }
}

fn regular<R: Read>(entry: &Entry<'_, R>) -> Option<File<Place>> {
    let start = usize::try_from(entry.raw_file_position()).ok()?;
    let end = start.checked_add(usize::try_from(entry.size()).ok()?)?;
    let executable = entry.header().mode().is_ok_and(|mode| mode & 0o100 != 0);
    Some(File { size: entry.size(), executable, content: start..end })
}

fn cut_off(guard: &Guard) -> Failure {
    bad("the upload ends in the middle of a file".to_owned(), guard)
}

fn bad(what: String, guard: &Guard) -> Failure {
    Failure::BadArchive { what, location: guard.location().to_owned() }
}
