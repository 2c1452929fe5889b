"""The page a rerun's cost is compared with: one filter and nothing else."""

import streamlit as st

st.multiselect(
    "campus", ["本部", "东校区", "西校区", "南校区"], key="campus", bind="query-params", placeholder="全部校区"
)
