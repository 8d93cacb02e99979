//! What strangers need of WooCommerce's Store API.

use super::{Preset, open};

pub(super) const PRESET: Preset = Preset {
    id: "woocommerce-store-api",
    name: "WooCommerce Store API",
    plugins: &["woocommerce/woocommerce.php"],
    source: "WooCommerce, plugins/woocommerce/src/StoreApi/Routes/V1",
    note: "Each item of a Store API batch is decided on its own.",
    opens: &[
        open(
            "/wc/store/v1/batch",
            &["POST"],
            "the block cart sends its changes together",
        ),
        open("/wc/store/v1/cart", &["GET"], "visitors see their cart"),
        open(
            "/wc/store/v1/cart/add-item",
            &["POST"],
            "visitors add a product",
        ),
        open(
            "/wc/store/v1/cart/update-item",
            &["POST"],
            "visitors change a quantity",
        ),
        open(
            "/wc/store/v1/cart/remove-item",
            &["POST"],
            "visitors remove a product",
        ),
        open(
            "/wc/store/v1/cart/apply-coupon",
            &["POST"],
            "visitors apply a coupon",
        ),
        open(
            "/wc/store/v1/cart/remove-coupon",
            &["POST"],
            "visitors remove a coupon",
        ),
        open(
            "/wc/store/v1/cart/update-customer",
            &["POST"],
            "the address is saved for tax and shipping",
        ),
        open(
            "/wc/store/v1/cart/select-shipping-rate",
            &["POST"],
            "visitors choose shipping",
        ),
        open(
            "/wc/store/v1/cart/extensions",
            &["POST"],
            "extensions update the cart",
        ),
        open(
            "/wc/store/v1/checkout",
            &["GET", "POST", "PUT"],
            "guests read, update and place the order",
        ),
        open(
            r"/wc/store/v1/checkout/(?P<id>[\d]+)",
            &["POST"],
            "guests pay an order that exists, by its key",
        ),
        open(
            r"/wc/store/v1/order/(?P<id>[\d]+)",
            &["GET"],
            "guests load the order to pay, by its key",
        ),
        open(
            "/wc/store/v1/products",
            &["GET"],
            "product blocks list products",
        ),
        open(
            r"/wc/store/v1/products/(?P<id>[\d]+)",
            &["GET"],
            "product blocks load one product",
        ),
        open(
            "/wc/store/v1/products/collection-data",
            &["GET"],
            "product filters count",
        ),
        open(
            r"/wc/store/v1/products/attributes/(?P<attribute_id>[\d]+)/terms",
            &["GET"],
            "the attribute filter lists its terms",
        ),
        open(
            "/wc/store/v1/products/reviews",
            &["GET"],
            "review blocks list reviews",
        ),
    ],
};
