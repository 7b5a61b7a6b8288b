//! Generates a log, the same each time.

/// Log lines of all three kinds, with what can stand in them.
pub(crate) fn generated(count: usize) -> Vec<String> {
    let mut state = 17_645u64;
    let mut below = |limit: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % limit
    };
    let words = ["the", "seven", "face/off", "e=mc2", "amélie", "\"great\"", "a, b", "schindler's", "\r", "x"];
    let mut lines = Vec::with_capacity(count);
    for at in 0..count {
        let (minute, second) = (at / 6_000 % 60, at / 100 % 60);
        let user = below(600_000) + 1;
        let mut movie = || {
            let mut movie = words[below(words.len() as u64) as usize].to_owned();
            for _ in 0..below(4) {
                movie.push('+');
                movie.push_str(words[below(words.len() as u64) as usize]);
            }
            format!("{movie}+{}", 1925 + below(90))
        };
        let (first, list) = (movie(), [movie(), movie(), movie()].join(", "));
        let time = format!("2024-03-08T23:{minute:02}:{second:02}");
        lines.push(match below(20) {
            0..=16 => format!("{time},{user},GET /data/m/{first}/{}.mpg", below(180)),
            17..=18 => format!("{time},{user},GET /rate/{first}={}", 1 + below(5)),
            _ => {
                let (fraction, server, status, elapsed) = (below(1_000_000), below(25), below(600), below(900));
                format!(
                    "{time}.{fraction:06},{user},recommendation request team{server}:8082, status {status}, \
                     result: {list}, {elapsed} ms"
                )
            }
        });
    }
    lines
}

/// Lines that are none.
pub(crate) const DIRTY: &[&[u8]] = &[
    b"",
    b" ",
    b"GET /data/m/seven+1995/3.mpg",
    b"2024-03-08T23:06:16,90211,GET /data/m/seven+1995/007.mpg",
    b"2024-03-08T23:06:16,90211,GET /data/m/seven+1995/+7.mpg",
    b"2024-03-08T23:06:16,90211,GET /data/m/seven+1995/.mpg",
    b"2024-03-08T23:06:16,90211,GET /data/m//7.mpg",
    b"2024-03-08T23:06:16,90211,GET /data/m/7.mpg",
    b"2024-03-08T23:06:16,90211,GET /data/m/seven+1995/7.mpeg",
    b"2024-03-08T23:06:16,,GET /data/m/seven+1995/7.mpg",
    b"2024-03-08T23:06:16,90211",
    b"2024-03-08T23:06:16.,90211,GET /data/m/seven+1995/7.mpg",
    b"2024-03-08T23:06:16.1234567890,90211,GET /data/m/seven+1995/7.mpg",
    b"2024-03-08 23:06:16,90211,GET /data/m/seven+1995/7.mpg",
    b"2024-00-08T23:06:16,90211,GET /data/m/seven+1995/7.mpg",
    b"2024-03-32T23:06:16,90211,GET /data/m/seven+1995/7.mpg",
    b"2024-03-08T24:06:16,90211,GET /data/m/seven+1995/7.mpg",
    b"2024-03-08T23:06:61,90211,GET /data/m/seven+1995/7.mpg",
    b"2024-03-08T23:06:16,90211,GET /rate/seven+1995=2147483648",
    b"2024-03-08T23:06:16,90211,GET /rate/seven+1995=99999999999999999999",
    b"2024-03-08T23:06:16,90211,GET /rate/=4",
    b"2024-03-08T23:06:16,90211,GET /rate/seven+1995",
    b"2024-03-08T23:06:16,90211,POST /rate/seven+1995=3",
    b"2024-03-08T23:06:16,90211,recommendation request , status 200, result: a, 1 ms",
    b"2024-03-08T23:06:16,90211,recommendation request a, status x, result: a, 1 ms",
    b"2024-03-08T23:06:16,90211,recommendation request a, status 200, result: a 1 ms",
    b"2024-03-08T23:06:16,90211,recommendation request a, status 200, result: a, 1",
    b"2024-03-08T23:06:16,90211,GET /rate/\xff=4",
    b"2024-03-08T23:06:16,90211,GET /rate/\xe2\x82=4",
    b"\x00\x01\x02",
];
