"""An index in OpenSearch: published there from a local one, and asked with the same replies."""
