//! What a process group has used, from `/proc`. Elsewhere nothing is known.

use rustix::process::Pid;

use super::super::Usage;

/// The sum over the processes of a group. One that ends meanwhile is left out.
#[cfg(target_os = "linux")]
pub(super) fn of(group: Pid) -> Option<Usage> {
    use std::time::Duration;

    let group = group.as_raw_nonzero().get();
    let (page, ticks) = (procfs::page_size(), procfs::ticks_per_second().max(1));
    let mut usage = Usage::default();
    for process in procfs::process::all_processes().ok()?.flatten() {
        let Ok(stat) = process.stat() else { continue };
        if stat.pgrp != group {
            continue;
        }
        let children = u64::try_from(stat.cutime + stat.cstime).unwrap_or(0);
        usage.cpu += Duration::from_millis((stat.utime + stat.stime + children) * 1_000 / ticks);
        if let Ok(io) = process.io() {
            usage.io += io.rchar + io.wchar;
        }
        if let Ok(memory) = process.statm() {
            usage.memory += memory.resident.saturating_sub(memory.shared) * page;
        }
    }
    Some(usage)
}

/// The sum over the processes of a group.
#[cfg(not(target_os = "linux"))]
pub(super) fn of(_group: Pid) -> Option<Usage> {
    None
}

/// Memory of this host in bytes; 0 where it is not known.
#[cfg(target_os = "linux")]
pub(super) fn host_memory() -> u64 {
    use procfs::Current as _;
    procfs::Meminfo::current().map_or(0, |memory| memory.mem_total)
}

/// Memory of this host in bytes; 0 where it is not known.
#[cfg(not(target_os = "linux"))]
pub(super) fn host_memory() -> u64 {
    0
}
