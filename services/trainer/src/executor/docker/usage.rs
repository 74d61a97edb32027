//! What a container has used, as its engine tells it.

use std::time::Duration;

use bollard::Docker;
use bollard::models::{ContainerMemoryStats, ContainerStatsResponse};
use bollard::query_parameters::{InspectContainerOptionsBuilder, StatsOptionsBuilder};
use futures::StreamExt as _;

use super::super::Usage;

/// None where the container is gone or the engine does not tell.
pub(super) async fn of(engine: &Docker, name: &str) -> Option<Usage> {
    let options = StatsOptionsBuilder::new().stream(false).one_shot(true).build();
    let stats = engine.stats(name, Some(options)).next().await?.ok()?;
    // Its layer over the image: what it wrote outside of the mounts.
    let sized = InspectContainerOptionsBuilder::new().size(true).build();
    let found = engine.inspect_container(name, Some(sized)).await.ok()?;
    let disk = found.size_rw.and_then(|size| u64::try_from(size).ok()).unwrap_or(0);
    Some(Usage { disk, ..counted(&stats) })
}

fn counted(stats: &ContainerStatsResponse) -> Usage {
    let cpu = stats.cpu_stats.as_ref().and_then(|cpu| cpu.cpu_usage.as_ref()?.total_usage);
    let blocks = stats.blkio_stats.as_ref().and_then(|io| io.io_service_bytes_recursive.as_ref());
    let blocks: u64 = blocks.into_iter().flatten().filter_map(|entry| entry.value).sum();
    let networks = stats.networks.iter().flat_map(|networks| networks.values());
    let network: u64 =
        networks.map(|one| one.rx_bytes.unwrap_or(0).saturating_add(one.tx_bytes.unwrap_or(0))).sum();
    Usage {
        cpu: Duration::from_nanos(cpu.unwrap_or(0)),
        io: blocks.saturating_add(network),
        memory: stats.memory_stats.as_ref().map_or(0, used),
        disk: 0,
    }
}

/// Memory without the page cache that the kernel would give back, as `docker stats` shows it.
fn used(memory: &ContainerMemoryStats) -> u64 {
    let of = |name: &str| memory.stats.as_ref().and_then(|stats| stats.get(name)).copied();
    let cache = of("inactive_file").or_else(|| of("total_inactive_file")).unwrap_or(0);
    memory.usage.unwrap_or(0).saturating_sub(cache)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_engines_answer_is_read() {
        let told = r#"{"cpu_stats":{"cpu_usage":{"total_usage":2500000000}},
            "memory_stats":{"usage":300,"stats":{"inactive_file":100}},
            "blkio_stats":{"io_service_bytes_recursive":[{"op":"read","value":7},{"op":"write","value":5}]},
            "networks":{"eth0":{"rx_bytes":20,"tx_bytes":10}}}"#;
        let stats: ContainerStatsResponse = serde_json::from_str(told).expect("an answer");
        let usage = counted(&stats);
        assert_eq!((usage.cpu, usage.io, usage.memory), (Duration::from_millis(2_500), 42, 200));
    }

    #[test]
    fn an_engine_that_tells_nothing_is_no_error() {
        assert_eq!(counted(&ContainerStatsResponse::default()), Usage::default());
    }
}
