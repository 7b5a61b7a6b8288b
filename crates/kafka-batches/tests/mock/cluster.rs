//! A cluster with a topic.

use kafka_batches::Settings;
use rdkafka::mocking::MockCluster;
use rdkafka::producer::DefaultProducerContext;

pub type Cluster = MockCluster<'static, DefaultProducerContext>;

/// One broker with one topic, `lines`.
pub fn cluster(partitions: i32) -> Cluster {
    let cluster = MockCluster::new(1).expect("it needs nothing but memory");
    cluster.create_topic("lines", partitions, 1).expect("a new topic");
    cluster
}

pub fn settings(cluster: &Cluster) -> Settings {
    Settings::new(&cluster.bootstrap_servers())
}
