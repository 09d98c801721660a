import { render } from "preact";
import { App } from "./app";
import { keepLink, restore } from "./state";
import "./style.css";

restore();
keepLink();
const root = document.getElementById("app");
if (root) render(<App />, root);
