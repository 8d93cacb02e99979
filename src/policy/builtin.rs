//! The allowlist that ships with the extension. Read-only; a site may switch each entry off.

/// A built-in entry: open to everybody under `restrict`, with every method.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Builtin {
    /// What it opens.
    pub pattern: &'static str,
    /// Why it is there.
    pub purpose: &'static str,
}

/// All built-in entries.
pub const BUILTIN: &[Builtin] = &[
    Builtin {
        pattern: "/wp-json",
        purpose: "discovery: clients learn from the index where the API is",
    },
    Builtin {
        pattern: "/wp-json/rest-gate/v1/probe",
        purpose: "REST Gate's own signed probe, which discloses nothing",
    },
    Builtin {
        pattern: "/wp-json/syteops/*",
        purpose: "SyteOps site management, which authenticates its own calls",
    },
    Builtin {
        pattern: "/wp-json/syteops-int-cp/*",
        purpose: "SyteOps' ContentPen integration, which authenticates its own calls",
    },
    Builtin {
        pattern: "/wp-json/flowmattic/v1/*",
        purpose: "FlowMattic workflows called by outside services",
    },
    Builtin {
        pattern: "/wp-json/google-site-kit/*",
        purpose: "Site Kit by Google, which authenticates its own calls",
    },
    Builtin {
        pattern: "/wp-json/wordfence/v1/*",
        purpose: "Wordfence Central, which authenticates its own calls",
    },
    Builtin {
        pattern: "/wc-auth/v1/*",
        purpose: "WooCommerce's OAuth pages, which are not part of REST",
    },
];
