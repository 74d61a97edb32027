import { useState } from "react";

export default function App() {
  const [price, setPrice] = useState(null);
  const ask = async (e) => {
    e.preventDefault();
    const body = Object.fromEntries(new FormData(e.target));
    const answer = await fetch("/api/price", { method: "POST", body: JSON.stringify(body) });
    setPrice((await answer.json()).price);
  };
  return (
    <form onSubmit={ask}>
      <input name="brand" /> <input name="km" type="number" /> <input name="year" type="number" />
      <button>How much?</button> {price && <b>{price} €</b>}
    </form>
  );
}
