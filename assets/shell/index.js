// Runs in Streamlit's page before Streamlit does; app.py puts it there.

import { watchConnection } from "./connection.js";
import { keepOneEntryAPage } from "./history.js";

keepOneEntryAPage();
watchConnection();
